import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { escapeNginxPath } from '../../../../match/escapeNginxPath';
import {
  matchPlain,
  matchRegex,
  rankOf,
  type LocationMatch,
} from './matchPath';
import { runnerUp } from './ruleOf';
import { isUrl } from './redirects';
import {
  rewriteOf,
  rewritesBelow,
  type NginxLocation,
  type NginxServer,
} from './servers';

/** The location that a path comes to, the path that goes on from it (null: not known), and who lost to it. */
interface FoundLocation {
  readonly location: NginxLocation | undefined;
  readonly isUnknown: boolean;
  readonly addsSlash: boolean;
  /** How much of the path the location takes as a prefix; infinite where no longer prefix would take it from the location. */
  readonly prefixLength: number;
  readonly sent: { path: string | null };
  readonly runnersUp: readonly RunnerUp[];
}

/** The location of a server for a normalized path, by expressions where any Ingress of the host has one (nginx.tmpl). */
export function selectLocation(
  server: NginxServer,
  path: string,
  asked: string,
): FoundLocation {
  return server.regexBy
    ? selectByRegex(server, path, asked)
    : selectPlain(server, path, asked);
}

/** Without a rewrite, the path goes on as it was asked for: NGINX normalizes it only to choose the location. */
function selectPlain(
  server: NginxServer,
  path: string,
  asked: string,
): FoundLocation {
  const ranked = server.locations
    .map(location => {
      const match = matchPlain(location, path);
      return { location, match, rank: rankOf(match) };
    })
    .sort((a, b) => b.rank - a.rank);
  const [first] = ranked;
  const winner = first && first.rank >= 0 ? first : undefined;
  return {
    location: winner?.location,
    isUnknown: false,
    addsSlash: winner?.match.answer === 'add-slash',
    prefixLength: prefixLengthOf(winner?.match),
    sent: { path: asked },
    runnersUp: [
      ...losersOf(winner?.location),
      ...ranked
        .filter(each => each !== winner)
        .flatMap(({ location: { claim }, rank }) =>
          runnerUp(claim, rank >= 0 ? 'less-specific-path' : 'path', {
            path: claim.path,
          }),
        ),
    ],
  };
}

/** The first in the order of length whose expression matches. */
function selectByRegex(
  server: NginxServer,
  path: string,
  asked: string,
): FoundLocation {
  const runnersUp: RunnerUp[] = [];
  let winner: { location: NginxLocation; groups: RegExpExecArray } | undefined;
  let isUnknown = false;
  for (const location of server.locations) {
    const groups = matchRegex(location, path, server);
    if (winner) {
      runnersUp.push(
        ...runnerUp(location.claim, groups ? 'less-specific-path' : 'path', {
          path: location.claim.path,
        }),
      );
    } else if (groups) {
      winner = { location, groups };
    } else if (groups === undefined) {
      isUnknown = true;
      runnersUp.push(...runnerUp(location.claim, 'not-known', {}));
    } else {
      runnersUp.push(
        ...runnerUp(location.claim, 'path', { path: location.claim.path }),
      );
    }
  }
  return {
    location: winner?.location,
    isUnknown,
    addsSlash: false,
    prefixLength: Infinity,
    sent: { path: winner ? rewritten(winner) : asked },
    runnersUp: [...losersOf(winner?.location), ...runnersUp],
  };

  function rewritten({
    location,
    groups,
  }: {
    location: NginxLocation;
    groups: RegExpExecArray;
  }): string | null {
    const { claim } = location;
    const target = rewriteOf(claim);
    if (target === null) {
      return rewritesBelow(claim) && isBelow(claim.path, path)
        ? claim.path
        : asked;
    }
    const filled = target.replace(
      /\$(\d)/g,
      (_, digit: string) => groups[Number(digit)] ?? '',
    );
    // NGINX has variables of its own, which are not known here.
    return /\$[A-Za-z_{]/.test(target)
      ? null
      : escapeNginxPath(filled, { asked, isLocation: isUrl(target) });
  }
}

function prefixLengthOf(match: LocationMatch | undefined): number {
  if (match?.answer === 'prefix') {
    return match.length;
  }
  return match ? Infinity : 0;
}

function isBelow(own: string, path: string): boolean {
  return path.toLowerCase().startsWith(`${own.toLowerCase()}/`);
}

function losersOf(location: NginxLocation | undefined): readonly RunnerUp[] {
  return (location?.losers ?? []).flatMap(loser =>
    runnerUp(
      loser,
      loser.fact === location?.claim.fact ? 'later-in-list' : 'younger',
      { createdAt: loser.fact.createdAt },
    ),
  );
}
