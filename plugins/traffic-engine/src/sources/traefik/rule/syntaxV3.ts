import {
  HTTP_MATCHERS,
  TCP_MATCHERS,
  type Matcher,
  type RuleSyntax,
} from './Rule';
import { RuleSyntaxError } from './scanRule';

type Counts = Readonly<Partial<Record<Matcher, readonly number[]>>>;

/** Each matcher takes its number of values, and stands for itself. */
function syntaxOf(counts: Counts): RuleSyntax {
  const known = new Map(Object.entries(counts) as [Matcher, number[]][]);
  const byName = new Map<string, Matcher>(
    [...known.keys()].map(name => [name, name]),
  );
  return {
    matchers: [...byName.keys()],
    build: ({ name, values, at }) => {
      const matcher = byName.get(name);
      const wanted = (matcher && known.get(matcher)) ?? [];
      if (!matcher || !wanted.includes(values.length)) {
        throw new RuleSyntaxError(
          at,
          `${name} takes ${wanted.join(' or ')} value${
            wanted.at(-1) === 1 ? '' : 's'
          }, and ${values.length} are given`,
        );
      }
      return { kind: 'match', matcher, values, at };
    },
  };
}

export const HTTP_V3 = syntaxOf(HTTP_MATCHERS);
export const TCP_V3 = syntaxOf(TCP_MATCHERS);
