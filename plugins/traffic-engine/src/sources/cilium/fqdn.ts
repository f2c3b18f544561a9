/** What DNS names are made of; `*` stands for these within one label. */
const NAME_CHARACTERS = '[-a-zA-Z0-9_]*';

/**
 * A test of host names for a `matchPattern` (docs.cilium.io, DNS based policies; pkg/fqdn/matchpattern): asterisks alone are any
 * name, two or more and a dot at the beginning one or more labels, others any characters but a dot. Names are compared in lower
 * case, without a final dot.
 */
export function fqdnPattern(pattern: string): (host: string) => boolean {
  const wanted = plainName(pattern);
  if (/^\*+$/.test(wanted)) {
    return () => true;
  }
  const many = /^\*{2,}\./.test(wanted);
  const body = (many ? wanted.slice(wanted.indexOf('.') + 1) : wanted)
    .split(/\*+/)
    .map(part => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
    .join(NAME_CHARACTERS);
  const expression = new RegExp(
    `^${many ? `(?:${NAME_CHARACTERS.replace('*', '+')}\\.)+` : ''}${body}$`,
  );
  return host => expression.test(plainName(host));
}

/** A host name as it is compared. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
