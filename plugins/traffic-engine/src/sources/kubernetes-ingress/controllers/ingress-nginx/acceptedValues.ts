import { parseAddress, parseCidr } from '../../../../match/cidr';
import { readOnce } from '../../../../snapshot/readOnce';
import type { IngressFact } from '../../facts/IngressFact';
import { isFalse, isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';

/**
 * Since version 1.12 the controller checks the values of annotations, unless it runs with
 * `--enable-annotation-validation=false` (internal/ingress/annotations/parser/validators.go). What becomes of a value that
 * fails is up to the parser of the annotation: it counts as absent, all paths of the Ingress are answered with 503, or the
 * Ingress is left out whole. An empty value is not checked.
 */
const PATH_WITH_GROUPS = /^[-._~a-zA-Z0-9/:$]*$/;
const URL_WITHOUT_VARIABLES = /^[-._~a-zA-Z0-9/:,?&=]*$/;
const NAME_OR_PATTERN = /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/;
const PLAIN_TEXT = /^[-._~a-zA-Z0-9/: ]*$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const STATUS_CODES = /^(?:[45,]\d{2},?)*$/;

const isBoolean = (value: string) => isTrue(value) || isFalse(value);
const isInteger = (value: string) => /^[-+]?\d+$/.test(value);

/** Annotations whose wrong value makes the controller leave out the Ingress. */
const NEEDED: readonly {
  readonly name: string;
  readonly accepts: (value: string) => boolean;
}[] = [
  { name: 'from-to-www-redirect', accepts: isBoolean },
  {
    name: 'temporal-redirect',
    accepts: value => URL_WITHOUT_VARIABLES.test(value),
  },
  { name: 'temporal-redirect-code', accepts: isInteger },
  {
    name: 'permanent-redirect',
    accepts: value => URL_WITHOUT_VARIABLES.test(value),
  },
  { name: 'permanent-redirect-code', accepts: isInteger },
  {
    name: 'server-alias',
    accepts: value =>
      value.split(',').every(name => NAME_OR_PATTERN.test(name.trim())),
  },
  { name: 'default-backend', accepts: value => SERVICE_NAME.test(value) },
  {
    name: 'custom-http-errors',
    accepts: value => STATUS_CODES.test(value.replaceAll(' ', '')),
  },
  {
    name: 'upstream-vhost',
    accepts: value => NAME_OR_PATTERN.test(value.trim()),
  },
  { name: 'auth-type', accepts: value => /basic|digest/.test(value) },
];

type Annotated = Pick<IngressFact, 'annotations'>;

const refusedOf = readOnce(({ annotations }: IngressFact) => {
  const hasTemporal = (
    annotations[annotationKey('temporal-redirect')] ?? ''
  ).trim();
  const refused = NEEDED.find(({ name, accepts }) => {
    const value = annotations[annotationKey(name)] ?? '';
    // The other redirect is not looked at then.
    const isUnread = name.startsWith('permanent-') && hasTemporal !== '';
    return value !== '' && !isUnread && !accepts(value);
  });
  return { name: refused?.name };
});

/** The annotation for whose value the controller leaves out the whole Ingress, if there is one. */
export function findRefusedValue(fact: IngressFact): string | undefined {
  return refusedOf(fact).name;
}

/** The text of an annotation that holds a path, perhaps with groups of an expression; '' where it is not accepted. */
export function pathValue(fact: Annotated, name: string): string {
  return accepted(fact, name, PATH_WITH_GROUPS);
}

/** The text of an annotation that holds an expression; '' where it is not accepted. */
export function patternValue(fact: Annotated, name: string): string {
  return accepted(fact, name, NAME_OR_PATTERN);
}

/** The text of an annotation that holds a plain name; '' where it is not accepted. */
export function plainValue(fact: Annotated, name: string): string {
  return accepted(fact, name, PLAIN_TEXT);
}

function accepted(fact: Annotated, name: string, pattern: RegExp): string {
  const value = fact.annotations[annotationKey(name)] ?? '';
  return pattern.test(value) ? value.trim() : '';
}

/** `allowlist-source-range`, or its older name where that is empty. */
export function allowListKey({ annotations }: IngressFact): string {
  const key = annotationKey('allowlist-source-range');
  return annotations[key] ? key : annotationKey('whitelist-source-range');
}

/** The ranges of a list of addresses; undefined where the controller cannot read one of them. */
export function addressRanges(
  text: string,
): readonly NonNullable<ReturnType<typeof parseCidr>>[] | undefined {
  const ranges = text
    .split(',')
    .map(each => each.trim())
    .map(each => parseCidr(each) ?? parseAddress(each));
  return ranges.every(range => range !== undefined) ? ranges : undefined;
}
