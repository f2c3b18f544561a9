/**
 * A path as Traefik's entry points clean it before any rule sees it (`http.sanitizePath`, on by default): slashes joined, `.`
 * and `..` resolved, a last slash kept.
 */
export function sanitizePath(path: string): string {
  const steps: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      steps.pop();
    } else if (part !== '' && part !== '.') {
      steps.push(part);
    }
  }
  const isFolder = path.endsWith('/') && steps.length > 0;
  return `/${steps.join('/')}${isFolder ? '/' : ''}`;
}
