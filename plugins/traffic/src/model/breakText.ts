/** The parts of a long name after which it may be broken: after separators, where something follows. */
export function breakText(text: string): string[] {
  return text.split(/(?<=[/.:-])(?=[^/.:\s*-])/);
}

/** How many lines a text takes when it is broken at spaces and after separators, and anywhere when a part is too long. */
export function countLines(text: string, charactersPerLine: number): number {
  let lines = 1;
  let used = 0;
  for (const part of breakText(text).flatMap(each => each.split(/(?<=\s)/))) {
    if (used > 0 && used + part.trimEnd().length > charactersPerLine) {
      lines += 1;
      used = 0;
    }
    const own = Math.max(1, Math.ceil(part.length / charactersPerLine));
    lines += own - 1;
    used += part.length - (own - 1) * charactersPerLine;
  }
  return lines;
}
