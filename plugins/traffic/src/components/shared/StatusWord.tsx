import type { ReactNode } from 'react';
import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiEyeOffLine,
  RiInformationLine,
  RiLinkUnlinkM,
  RiQuestionLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { Severity } from '@portolan/plugin-traffic-common';
import type { Permission } from '../../model/groupDependencies';
import type { RouteState } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import styles from './StatusWord.module.css';

export type Tone = 'positive' | 'warning' | 'negative' | 'neutral';

/** How a word looks: its tone and its icon. */
export interface Look {
  tone: Tone;
  Icon: RemixiconComponentType;
}

const GOOD: Look = { tone: 'positive', Icon: RiCheckboxCircleLine };
const DOUBTFUL: Look = { tone: 'warning', Icon: RiAlertLine };
const BAD: Look = { tone: 'negative', Icon: RiCloseCircleLine };
const NOT_KNOWN: Look = { tone: 'neutral', Icon: RiQuestionLine };

const ROUTE_LOOKS: Record<RouteState, Look> = {
  serving: GOOD,
  degraded: DOUBTFUL,
  failing: BAD,
  detached: { tone: 'negative', Icon: RiLinkUnlinkM },
  shadowed: { tone: 'warning', Icon: RiEyeOffLine },
  unknown: NOT_KNOWN,
};
const PERMISSION_LOOKS: Record<Permission, Look> = {
  allowed: GOOD,
  denied: BAD,
  unknown: NOT_KNOWN,
};
const SEVERITY_LOOKS: Record<Severity, Look> = {
  error: BAD,
  warning: DOUBTFUL,
  info: { tone: 'neutral', Icon: RiInformationLine },
};

/** A word with an icon before it; the colour only repeats what both say. */
export function StatusWord({
  look,
  children,
}: {
  look: Look;
  children: ReactNode;
}) {
  const { tone, Icon } = look;
  return (
    <span className={`${styles.root} ${styles[tone]}`}>
      <Icon className={styles.icon} aria-hidden />
      <span>{children}</span>
    </span>
  );
}

const TONE_LOOKS: Record<Tone, Look> = {
  positive: GOOD,
  warning: DOUBTFUL,
  negative: BAD,
  neutral: NOT_KNOWN,
};

/** A word of one's own with the icon of its tone. */
export function ToneWord(props: { tone: Tone; children: ReactNode }) {
  return (
    <StatusWord look={TONE_LOOKS[props.tone]}>{props.children}</StatusWord>
  );
}

/** The verdict on a URL. */
export function RouteStateWord({ state }: { state: RouteState }) {
  const t = useTrafficText();
  return (
    <StatusWord look={ROUTE_LOOKS[state]}>{t(`verdict.${state}`)}</StatusWord>
  );
}

/** Whether a dependency is permitted. */
export function PermissionWord({ permission }: { permission: Permission }) {
  const t = useTrafficText();
  return (
    <StatusWord look={PERMISSION_LOOKS[permission]}>
      {t(`permitted.${permission}`)}
    </StatusWord>
  );
}

/** How severe a finding is. */
export function SeverityWord({ severity }: { severity: Severity }) {
  const t = useTrafficText();
  return (
    <StatusWord look={SEVERITY_LOOKS[severity]}>
      {t(`severity.${severity}`)}
    </StatusWord>
  );
}
