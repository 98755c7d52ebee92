/** Limits that no test reaches: tests ask more often than people do, from one address. */
export const HIGH_RATE_LIMITS = {
  RATE_LIMIT_AUTH: "10000/minute",
  RATE_LIMIT_EXECUTION: "10000/minute",
  RATE_LIMIT_READ: "10000/minute",
} as const;
