/** What names of headers in a match begin with that mean a claim of the verified token and no header. */
export const CLAIMS = '@request.auth.claims';

/** Whether a header name in a match means a claim of a token (VirtualService, routing by JWT claims). */
export function isClaim(name: string): boolean {
  return name.startsWith(CLAIMS);
}
