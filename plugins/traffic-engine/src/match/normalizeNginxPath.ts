/**
 * The path as NGINX matches it: percent-decoded, `//` merged, `.` and `..` resolved; undefined where NGINX answers 400.
 */
export function normalizeNginxPath(path: string): string | undefined {
  const decoded = decode(path);
  if (decoded === undefined || decoded.includes('\0')) {
    return undefined;
  }
  const steps: string[] = [];
  const parts = decoded.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..') {
      if (steps.length === 0) {
        return undefined;
      }
      steps.pop();
    } else if (part !== '.' && (part !== '' || isLast)) {
      steps.push(part);
      continue;
    }
    if (isLast && (part === '.' || part === '..')) {
      steps.push('');
    }
  }
  return `/${steps.join('/')}`;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
