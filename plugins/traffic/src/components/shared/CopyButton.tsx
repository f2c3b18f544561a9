import { useEffect, useState } from 'react';
import {
  ButtonIcon,
  Tooltip,
  TooltipTrigger,
  VisuallyHidden,
} from '@backstage/ui';
import { RiCheckLine, RiCloseLine, RiFileCopyLine } from '@remixicon/react';
import { useTrafficText } from '../../translation/useTrafficText';

const CONFIRMATION_MS = 2_000;
const ICONS = {
  idle: <RiFileCopyLine />,
  copied: <RiCheckLine />,
  failed: <RiCloseLine />,
};

/** Copies a text to the clipboard and says whether that worked; `subject` names it for people who do not see it. */
export function CopyButton(props: { text: string; subject?: string }) {
  const { text, subject = text } = props;
  const t = useTrafficText();
  const [outcome, setOutcome] = useState<keyof typeof ICONS>('idle');

  useEffect(() => {
    if (outcome === 'idle') {
      return undefined;
    }
    const timer = setTimeout(() => setOutcome('idle'), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  // The clipboard is absent on pages that are not served securely.
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
  };
  const words = {
    idle: t('action.copy'),
    copied: t('action.copied'),
    failed: t('action.copyFailed'),
  };
  return (
    <>
      <TooltipTrigger>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={ICONS[outcome]}
          aria-label={t('action.copyOf', { subject })}
          onPress={copy}
        />
        <Tooltip>{words[outcome]}</Tooltip>
      </TooltipTrigger>
      <VisuallyHidden aria-live="polite">
        {outcome === 'idle' ? '' : words[outcome]}
      </VisuallyHidden>
    </>
  );
}
