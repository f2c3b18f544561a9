const colours = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Prints what a person at a terminal wants to know; plain text where the output is not a terminal or NO_COLOR is set. */
export function createReport(stream = process.stdout) {
  const coloured = stream.isTTY && !process.env.NO_COLOR;
  const paint = (colour, text) =>
    coloured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  const print = text => stream.write(`${text}\n`);

  return {
    paint,
    print,
    note: text => print(`${paint('cyan', '·')} ${text}`),
    done: text => print(`${paint('green', '✓')} ${text}`),
    warn: text => print(`${paint('yellow', '!')} ${text}`),
    wrong: text => print(`${paint('red', '✗')} ${text}`),
    lines: lines => lines.forEach(line => print(paint('dim', `    ${line}`))),

    /** Announces a step, runs it and says how long it took. */
    async step(text, work) {
      print(`${paint('cyan', '·')} ${text} …`);
      const startedAt = Date.now();
      const result = await work();
      print(
        `${paint('green', '✓')} ${text} (${formatSeconds(
          Date.now() - startedAt,
        )})`,
      );
      return result;
    },

    failure(error) {
      print('');
      this.wrong(error.message);
      if (error.lines.length > 0) {
        this.lines(error.lines);
      }
      if (error.logFile) {
        print(`  The whole output is in ${error.logFile}`);
      }
    },
  };
}

/** @param {number} ms @returns {string} seconds with one decimal, or minutes and seconds */
export function formatSeconds(ms) {
  const seconds = ms / 1000;
  return seconds < 90
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
