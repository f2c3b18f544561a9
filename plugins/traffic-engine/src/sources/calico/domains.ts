import type { Match } from '../../match/Match';
import type { ConnectionEnd } from '../../model/drafts';

/**
 * Whether an end is what a domain of a policy means: names outside the cluster; one asterisk stands for one or more whole
 * labels (docs.tigera.io, DNS policy).
 */
export function matchDomain(domain: string, end: ConnectionEnd): Match {
  switch (end.kind) {
    case 'host':
      return matchHost(plain(domain), plain(end.host));
    case 'pod':
    case 'any-pod':
      return 'no';
    default:
      return 'depends-on-address';
  }
}

function matchHost(domain: string, host: string): Match {
  // A pattern may itself be the destination that is asked about.
  if (domain === host) {
    return 'yes';
  }
  const labels = domain.split('.');
  const star = labels.indexOf('*');
  if (!domain.includes('*')) {
    // Names that are asked about as a pattern are allowed in part by one of them.
    return host.includes('*') && matchHost(host, domain) !== 'no'
      ? 'depends-on-address'
      : 'no';
  }
  if (star < 0 || domain.indexOf('*') !== domain.lastIndexOf('*')) {
    return 'policy-not-readable';
  }
  const asked = host.split('.');
  const after = labels.length - star - 1;
  return asked.length >= labels.length &&
    labels.slice(0, star).every((label, i) => label === asked[i]) &&
    labels
      .slice(star + 1)
      .every((label, i) => label === asked[asked.length - after + i])
    ? 'yes'
    : 'no';
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
