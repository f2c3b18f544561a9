/** The headers of one line each, or the number of the first line that is none; empty lines are left out. */
export function parseHeaderLines(
  text: string,
): { headers: Record<string, string> } | { badLine: number } {
  const headers = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    const at = line.indexOf(':');
    if (line.trim() !== '') {
      if (at < 1) {
        return { badLine: index + 1 };
      }
      const name = line.slice(0, at).trim();
      const value = line.slice(at + 1).trim();
      const known = headers.get(name);
      headers.set(name, known === undefined ? value : `${known}, ${value}`);
    }
  }
  return { headers: Object.fromEntries(headers) };
}
