/**
 * What takes longer than this hangs: a loop that grows with the square of its input, or a regular expression that tries
 * everything, needs far longer for what these tests feed it. No machine is so busy that honest work takes so long.
 */
export const HANGS_MS = 60_000;
