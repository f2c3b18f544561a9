/** An end that the person at the terminal can act on: a sentence, and the lines that led to it. */
export class Failure extends Error {
  /** @param {string} message @param {{ lines?: string[], logFile?: string, exitCode?: number }} [details] */
  constructor(message, { lines = [], logFile, exitCode = 1 } = {}) {
    super(message);
    this.lines = lines;
    this.logFile = logFile;
    this.exitCode = exitCode;
  }
}
