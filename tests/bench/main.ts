/** Prints the figures of docs/performance.md; needs wrk. See there for what each one means. */
import { installPrograms, thisMachine } from "../support/programs.ts";
import { application, buildMs, firstAnswerMs } from "./application.ts";
import { type Contention, contention } from "./contention.ts";
import { oneIslandPage } from "./one_island_page.ts";
import { scale, type ScaleFigures } from "./scale/scale.ts";
import { scriptBytes } from "./script_size.ts";
import { median, type Throughput, throughput } from "./throughput.ts";

await installPrograms(["wrk"], thisMachine());
const dataDir = "data/bench";
await Deno.mkdir(dataDir, { recursive: true });
try {
  await buildMs();
  report("deno task build, warm", ms(await medianOf(buildMs)));
  report("serve to first answer", ms(await medianOf(() => firstAnswerMs(dataDir))));
  {
    await using page = await oneIslandPage("serve.ts");
    report("one island: JavaScript, gzipped", `${await scriptBytes(page.url)} bytes`);
    reportThroughput("one island", await throughput(page.url));
  }
  {
    await using page = await oneIslandPage("serve_preact.tsx");
    reportThroughput("one island by preact alone", await throughput(page.url));
  }
  {
    await using app = await application(dataDir);
    report("home page: JavaScript, gzipped", `${await scriptBytes(app.url)} bytes`);
    reportThroughput("home page", await throughput(app.url));
  }
  reportContention(await contention(dataDir));
  for (const cells of [2, 20, 200]) reportScale(await scale(cells, dataDir));
} finally {
  await Deno.remove(dataDir, { recursive: true });
}

async function medianOf(measure: () => Promise<number>): Promise<number> {
  return median([await measure(), await measure(), await measure()]);
}

function reportThroughput(name: string, { pagePerSecond, barePerSecond, ratio }: Throughput): void {
  report(
    `${name}: requests/s`,
    `${Math.round(pagePerSecond)} of ${Math.round(barePerSecond)} bare`,
  );
  report(`${name}: ratio to bare server`, ratio.toFixed(3));
}

function reportContention(figures: Contention): void {
  const name = "50 writers on one record";
  report(`${name}: changes/s`, String(Math.round(figures.sharedPerSecond)));
  report(`${name}: ratio to one alone`, figures.ratioToAlone.toFixed(2));
  report(`${name}: ratio to 50 on own`, figures.ratioToOwn.toFixed(2));
}

function reportScale(figures: ScaleFigures): void {
  const { targets, wallMs, floorMs, sends, awsCallsPerTarget, commitsPerTarget, peakMiB, poll } =
    figures;
  const name = `${targets} targets`;
  report(`${name}: time`, `${ms(wallMs)}, floor ${ms(floorMs)}`);
  report(`${name}: ratio to the floor`, (wallMs / floorMs).toFixed(2));
  report(`${name}: commands sent`, String(sends));
  report(`${name}: AWS calls a target`, awsCallsPerTarget.toFixed(3));
  report(`${name}: commits a target`, commitsPerTarget.toFixed(3));
  report(`${name}: peak memory`, `${Math.round(peakMiB)} MiB`);
  report(`${name}: unchanged status`, `p50 ${poll.p50Ms.toFixed(2)} ms, ${poll.bytes} bytes`);
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`;
}

function report(name: string, figure: string): void {
  console.log(`${name.padEnd(46)} ${figure}`);
}
