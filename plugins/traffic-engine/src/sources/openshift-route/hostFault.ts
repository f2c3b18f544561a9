import type { RouteFact } from './RouteFact';

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const MAX_LABEL = 63;
const MAX_NAME = 253;

/** Why the router refuses the host of a Route as InvalidHost (ValidateHostName); a Route without a host has none. */
export function hostFault({ writtenHost }: RouteFact): string | undefined {
  if (writtenHost === '') {
    return undefined;
  }
  const name = writtenHost.replace(/\.$/, '');
  const labels = name.split('.');
  if (name.length > MAX_NAME) {
    return `InvalidHost: the host is longer than ${MAX_NAME} characters`;
  }
  if (labels.some(label => label.length > MAX_LABEL)) {
    return `InvalidHost: a label of the host is longer than ${MAX_LABEL} characters`;
  }
  if (labels.length < 2 || labels.some(label => !LABEL.test(label))) {
    return 'InvalidHost: the host is no DNS name of two labels or more';
  }
  return undefined;
}
