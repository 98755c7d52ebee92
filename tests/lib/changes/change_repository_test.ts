import assert from "node:assert/strict";
import { AppError, type Clock, isAccountId, SECOND_MS } from "@/lib/base/mod.ts";
import {
  type ChangeInput,
  type ChangeNumber,
  ChangeRepository,
  isChangeNumber,
  parseChangeInput,
} from "@/lib/changes/mod.ts";
import { openStore } from "@/lib/store/mod.ts";

const START_MS = Date.UTC(2026, 10, 23, 12);

/** A repository in memory whose clock moves a second with each look at it. */
async function repository() {
  const store = await openStore({ kind: "file", path: ":memory:" });
  let nowMs = START_MS;
  const clock: Clock = { now: () => nowMs += SECOND_MS, monotonic: () => performance.now() };
  return {
    changes: new ChangeRepository(store, clock),
    kv: store.kv,
    [Symbol.dispose]: () => store.close(),
  };
}

function number(text: string): ChangeNumber {
  assert.ok(isChangeNumber(text));
  return text;
}

/** A change of so many instances, all in one account. */
function input(text: string, count = 2, name = "web"): ChangeInput {
  const instances = Array.from({ length: count }, (_, index) => ({
    instanceId: `i-${index.toString(16).padStart(17, "0")}`,
    account: "012345678901",
    region: "us-gov-west-1",
    name: `${name}-${index}`,
  }));
  const parsed = parseChangeInput({ number: text, description: "Patch day", instances });
  assert.ok(parsed.ok);
  return parsed.value;
}

async function versionOf(changes: ChangeRepository, text: string): Promise<string> {
  const change = await changes.find(number(text));
  assert.ok(change);
  return change.version;
}

const isNew = (_: ChangeNumber, version: string | null) => version === null;

/** The next commit that depends on what was read lands, and is reported as failed. */
function loseNextReply(kv: Deno.Kv): void {
  const { atomic: begin } = kv;
  kv.atomic = () => {
    const operation = begin.call(kv);
    const { check, commit } = operation;
    operation.check = (...checks) => {
      kv.atomic = begin;
      operation.commit = async () => {
        await commit.call(operation);
        throw new TypeError("database is locked");
      };
      return check.call(operation, ...checks);
    };
    return operation;
  };
}

async function partCount(kv: Deno.Kv): Promise<number> {
  return (await Array.fromAsync(kv.list({ prefix: ["change_parts"] }))).length;
}

Deno.test("a change is found as it was made, and not before", async () => {
  using made = await repository();
  assert.equal(await made.changes.find(number("CHG0031001")), undefined);
  const created = await made.changes.create(input("CHG0031001"));
  const change = await made.changes.find(number("CHG0031001"));
  assert.deepEqual(change, {
    number: "CHG0031001",
    description: "Patch day",
    status: "open",
    instanceCount: 2,
    createdAt: "2026-11-23T12:00:01.000Z",
    updatedAt: "2026-11-23T12:00:01.000Z",
    version: created.kind === "created" ? created.version : "",
    instances: input("CHG0031001").instances,
  });
  assert.equal(change?.instances[0]?.partition, "aws-us-gov");
});

Deno.test("summary() tells what lists tell, without reading a server", async () => {
  using made = await repository();
  assert.equal(await made.changes.summary(number("CHG0031001")), undefined);
  await made.changes.create(input("CHG0031001"));
  for await (const { key } of made.kv.list({ prefix: ["change_parts"] })) await made.kv.delete(key);
  const { items: [listed] } = await made.changes.list({ limit: 1 });
  assert.deepEqual(await made.changes.summary(number("CHG0031001")), listed);
  assert.equal(listed?.instanceCount, 2);
});

Deno.test("R07: a change of 10,000 instances is kept whole", async () => {
  using made = await repository();
  const { changes } = made;
  const large = input("CHG0031001", 10_000, "n".repeat(200));
  assert.equal((await changes.create(large)).kind, "created");
  assert.deepEqual((await changes.find(large.number))?.instances, large.instances);
});

Deno.test("a number is taken once, and a refused change leaves nothing behind", async () => {
  using made = await repository();
  const { changes, kv } = made;
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, index) => changes.create(input("CHG0031001", index + 1))),
  );
  assert.equal(results.filter(({ kind }) => kind === "created").length, 1);
  assert.equal(results.filter(({ kind }) => kind === "exists").length, 7);
  assert.equal(await partCount(kv), 1);
});

Deno.test("a change is replaced only at the version it was read at", async () => {
  using made = await repository();
  const { changes, kv } = made;
  assert.equal((await changes.replace(input("CHG0031001"), "any")).kind, "unknown_change");
  await changes.create(input("CHG0031001"));
  const version = await versionOf(changes, "CHG0031001");
  const results = await Promise.all(
    Array.from(
      { length: 8 },
      (_, index) =>
        changes.replace({ ...input("CHG0031001", 3, `w${index}`), status: "closed" }, version),
    ),
  );
  assert.deepEqual(results.map(({ kind }) => kind).sort(), [
    "replaced",
    ...Array.from({ length: 7 }, () => "stale"),
  ]);
  const change = await changes.find(number("CHG0031001"));
  assert.equal(change?.instanceCount, 3);
  assert.equal(change?.status, "closed");
  assert.equal(change?.createdAt, "2026-11-23T12:00:01.000Z");
  assert.notEqual(change?.updatedAt, change?.createdAt);
  assert.notEqual(change?.version, version);
  assert.equal(await partCount(kv), 1);
});

Deno.test("a change is deleted only at the version it was read at, with its instances", async () => {
  using made = await repository();
  const { changes, kv } = made;
  await changes.create(input("CHG0031001"));
  const version = await versionOf(changes, "CHG0031001");
  assert.deepEqual(await changes.delete(number("CHG0031001"), "other"), { kind: "stale" });
  assert.deepEqual(await changes.delete(number("CHG0031001"), version), {
    kind: "deleted",
    instanceCount: 2,
  });
  assert.deepEqual(await changes.delete(number("CHG0031001"), version), { kind: "unknown_change" });
  assert.equal(await changes.find(number("CHG0031001")), undefined);
  assert.equal(await partCount(kv), 0);
});

Deno.test("a commit that landed and was reported as failed counts, once (R04)", async () => {
  using made = await repository();
  const { changes, kv } = made;
  loseNextReply(kv);
  const created = await changes.create(input("CHG0031001"));
  const version = await versionOf(changes, "CHG0031001");
  assert.deepEqual(created, { kind: "created", version });
  loseNextReply(kv);
  const replaced = await changes.replace(input("CHG0031001", 3), version);
  assert.equal(replaced.kind, "replaced");
  assert.equal((await changes.find(number("CHG0031001")))?.instanceCount, 3);
  loseNextReply(kv);
  const drafts = [input("CHG0031001", 4), input("CHG0031002")];
  const newest = await versionOf(changes, "CHG0031001");
  const isExpected = (_: ChangeNumber, version: string | null) =>
    version === null || version === newest;
  assert.deepEqual(await changes.import(drafts, { isExpected }), {
    kind: "imported",
    created: ["CHG0031002"],
    replaced: ["CHG0031001"],
  });
  assert.equal(await partCount(kv), 2);
  loseNextReply(kv);
  const last = await versionOf(changes, "CHG0031001");
  assert.deepEqual(await changes.delete(number("CHG0031001"), last), {
    kind: "deleted",
    instanceCount: 4,
  });
  assert.equal(await partCount(kv), 1);
});

Deno.test("a change made again after a deletion is not taken for the earlier one", async () => {
  using made = await repository();
  const { changes } = made;
  await changes.create(input("CHG0031001"));
  const version = await versionOf(changes, "CHG0031001");
  await changes.delete(number("CHG0031001"), version);
  await changes.create(input("CHG0031001"));
  assert.equal((await changes.replace(input("CHG0031001"), version)).kind, "stale");
});

Deno.test("readers of a change that is being replaced see one version or the other, whole", async () => {
  using made = await repository();
  const { changes } = made;
  await changes.create(input("CHG0031001", 2_000, "old"));
  const replace = async () => {
    for (let round = 1; round <= 5; round++) {
      const next = input("CHG0031001", 2_000 + round, `round${round}`);
      await changes.replace(next, await versionOf(changes, "CHG0031001"));
    }
  };
  const read = async () => {
    for (let round = 0; round < 5; round++) {
      const change = await changes.find(number("CHG0031001"));
      assert.equal(change?.instances.length, change?.instanceCount);
      assert.equal(new Set(change?.instances.map(({ name }) => name.split("-")[0])).size, 1);
    }
  };
  await Promise.all([replace(), read(), read()]);
  assert.equal((await changes.find(number("CHG0031001")))?.instanceCount, 2_005);
});

Deno.test("import() saves all changes of a file, or none when one exists", async () => {
  using made = await repository();
  const { changes, kv } = made;
  await changes.create({ ...input("CHG0031002"), status: "closed" });
  const drafts = ["CHG0031001", "CHG0031002", "CHG0031003"].map((text) => {
    const { number, instances } = input(text, 4);
    return { number, instances };
  });
  assert.deepEqual(await changes.import(drafts, { isExpected: isNew }), {
    kind: "unexpected",
    numbers: ["CHG0031002"],
  });
  assert.equal(await changes.find(number("CHG0031001")), undefined);
  assert.deepEqual(await changes.import(drafts, { isExpected: () => true }), {
    kind: "imported",
    created: ["CHG0031001", "CHG0031003"],
    replaced: ["CHG0031002"],
  });
  const replaced = await changes.find(number("CHG0031002"));
  assert.deepEqual(
    [replaced?.instanceCount, replaced?.status, replaced?.description],
    [4, "closed", "Patch day"],
  );
  assert.equal(await partCount(kv), 3);
});

Deno.test("import() saves more changes than one commit takes", async () => {
  using made = await repository();
  const { changes } = made;
  const drafts = Array.from({ length: 25 }, (_, index) => input(`CHG${1_000 + index}`, 1));
  const result = await changes.import(drafts, { isExpected: isNew });
  assert.equal(result.kind === "imported" && result.created.length, 25);
  assert.equal((await changes.list({ limit: 50 })).items.length, 25);
});

Deno.test("list() gives pages in order, filtered by status, text and account", async () => {
  using made = await repository();
  const { changes } = made;
  for (const text of ["CHG0031003", "CHG0031001", "CHG0031002"]) await changes.create(input(text));
  await changes.create({ ...input("ABC-1"), status: "closed", description: "Spare" });
  const first = await changes.list({ limit: 3 });
  assert.deepEqual(first.items.map(({ number }) => number), ["ABC-1", "CHG0031001", "CHG0031002"]);
  assert.ok(!("instances" in (first.items[0] ?? {})) && !("parts" in (first.items[0] ?? {})));
  const second = await changes.list({ limit: 3, cursor: first.nextCursor });
  assert.deepEqual(second.items.map(({ number }) => number), ["CHG0031003"]);
  assert.equal(second.nextCursor, undefined);
  assert.equal((await changes.list({ limit: 4 })).nextCursor, undefined);
  const numbers = async (query: Parameters<typeof changes.list>[0]) =>
    (await changes.list(query)).items.map(({ number }) => number);
  assert.deepEqual(await numbers({ limit: 50, status: "closed" }), ["ABC-1"]);
  assert.deepEqual(await numbers({ limit: 50, text: "spare" }), ["ABC-1"]);
  assert.deepEqual(await numbers({ limit: 50, text: "chg0031002" }), ["CHG0031002"]);
  const [own, other] = ["012345678901", "111122223333"];
  assert.ok(isAccountId(own) && isAccountId(other));
  assert.equal((await numbers({ limit: 50, account: own })).length, 4);
  assert.deepEqual(await numbers({ limit: 50, account: other }), []);
});

Deno.test("list() refuses a cursor that no page has given", async () => {
  using made = await repository();
  const invalid = { code: "invalid_cursor", status: 422 };
  for (const cursor of ["", "no number", "x".repeat(3_000)]) {
    await assert.rejects(made.changes.list({ limit: 1, cursor }), invalid, cursor);
  }
});

Deno.test("a stored change of another form is refused, never half read", async () => {
  using made = await repository();
  const { changes, kv } = made;
  await kv.set(["changes", "CHG0031001"], { number: "CHG0031001" });
  const isInvalid = (error: unknown) =>
    error instanceof AppError && error.code === "record_invalid";
  await assert.rejects(changes.find(number("CHG0031001")), isInvalid);
  await assert.rejects(changes.list({ limit: 50 }), isInvalid);
});

Deno.test("a closed store gives a 503 for every call", async () => {
  const made = await repository();
  made[Symbol.dispose]();
  const isUnavailable = (error: unknown) => error instanceof AppError && error.status === 503;
  await assert.rejects(made.changes.find(number("CHG0031001")), isUnavailable);
  await assert.rejects(made.changes.list({ limit: 50 }), isUnavailable);
  await assert.rejects(made.changes.create(input("CHG0031001")), isUnavailable);
});

Deno.test("parseChangeInput() merges what repeats an instance, and lists all that is wrong", () => {
  const instance = { instanceId: "i-0a1b2c3d", account: "111122223333", region: "us-east-1" };
  const merged = parseChangeInput({ number: "CHG1", instances: [instance, instance] });
  assert.ok(merged.ok && merged.value.instances.length === 1);
  assert.deepEqual(
    [merged.value.description, merged.value.status, merged.value.instances[0]?.name],
    ["", "open", ""],
  );
  const paths = (body: unknown) => {
    const parsed = parseChangeInput(body);
    return parsed.ok ? [] : parsed.errors.map(({ path }) => path);
  };
  assert.deepEqual(
    paths({
      number: "$(reboot)",
      status: "done",
      instances: [{ ...instance, account: "1.23E+11", region: "us-middle-9" }],
    }),
    ["number", "status", "instances.0.account", "instances.0.region"],
  );
  assert.deepEqual(
    paths({ number: "CHG1", instances: [instance, { ...instance, region: "us-west-2" }] }),
    ["instances.1.instanceId"],
  );
  assert.deepEqual(paths(null), [""]);
  assert.deepEqual(paths({ number: "CHG1", instances: new Array(10_001).fill(instance) }), [
    "instances",
  ]);
});
