import type {
  Provenance,
  Route,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';
import { columns, type RenderRef } from './columns';

/**
 * What is set for routes, and what was seen and not translated: one line per policy, with the URLs that it holds for, since
 * the matches of one route and the routes behind one Gateway share theirs.
 */
export function renderPolicies(
  routes: readonly Route[],
  name: RenderRef,
): string[] {
  const lines = new Map<string, { line: UrlLine; urls: Set<string> }>();
  const add = (key: string, url: string, line: UrlLine) => {
    const known = lines.get(key) ?? { line, urls: new Set<string>() };
    known.urls.add(url);
    lines.set(key, known);
  };
  for (const route of routes) {
    for (const policy of route.policies) {
      add(policyKey(policy), route.url, urls =>
        renderPolicy({ policy, urls, name }),
      );
    }
    for (const field of route.notInterpreted) {
      add(`not-interpreted ${fieldKey(field)}`, route.url, urls =>
        columns(
          'seen',
          urls,
          'not interpreted',
          `[${name(field.object)} ${field.path}]`,
        ),
      );
    }
  }
  return [...lines.values()].map(({ line, urls }) => line(listUrls(urls)));
}

type UrlLine = (urls: string) => string;

function renderPolicy(options: {
  policy: RoutePolicy;
  urls: string;
  name: RenderRef;
}): string {
  const { policy, urls, name } = options;
  const { aspect, summary, state, setBy, by } = policy;
  return columns(
    'policy',
    urls,
    aspect,
    summary,
    by ? `${state} by ${name(by.object)}` : state,
    `[${name(setBy.object)} ${setBy.path}]`,
  );
}

const MAX_URLS = 3;

function listUrls(urls: ReadonlySet<string>): string {
  const [...all] = urls;
  const more = all.length - MAX_URLS;
  return more > 0
    ? `${all.slice(0, MAX_URLS).join(' ')} and ${more} more`
    : all.join(' ');
}

function policyKey({ aspect, summary, state, setBy, by }: RoutePolicy): string {
  return [aspect, summary, state, fieldKey(setBy), by ? fieldKey(by) : ''].join(
    ' ',
  );
}

function fieldKey({ object, path }: Provenance): string {
  return `${refKey(object)} ${path}`;
}
