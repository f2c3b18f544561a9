import { useId, type FormEvent } from 'react';
import { Button, Select, TextAreaField, TextField } from '@backstage/ui';
import { useTrafficText } from '../../translation/useTrafficText';
import styles from './RequestPanel.module.css';

/** What a person has written so far; headers one per line. */
export interface RequestDraft {
  readonly method: string;
  readonly url: string;
  readonly headers: string;
}

const METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
];

/** The question's fields; the button or Enter in the URL sends it. */
export function RequestForm(props: {
  draft: RequestDraft;
  /** A sentence of what has to be written first. */
  problem?: string;
  isAsking: boolean;
  onChange: (draft: RequestDraft) => void;
  onSubmit: () => void;
}) {
  const { draft, problem, isAsking, onChange, onSubmit } = props;
  const t = useTrafficText();
  const problemId = useId();
  const methods = METHODS.includes(draft.method)
    ? METHODS
    : [draft.method, ...METHODS];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form
      className={styles.form}
      aria-label={t('request.title')}
      aria-describedby={problem ? problemId : undefined}
      onSubmit={submit}
      noValidate
    >
      <div className={styles.line}>
        <div className={styles.method}>
          <Select
            label={t('request.method')}
            size="small"
            options={methods.map(value => ({ value, label: value }))}
            value={draft.method}
            onChange={key => onChange({ ...draft, method: String(key) })}
          />
        </div>
        <div className={styles.url}>
          <TextField
            label={t('request.url')}
            size="small"
            type="url"
            placeholder={t('request.urlHint')}
            value={draft.url}
            onChange={url => onChange({ ...draft, url })}
          />
        </div>
      </div>
      <TextAreaField
        label={t('request.headers')}
        description={t('request.headersHint')}
        value={draft.headers}
        onChange={headers => onChange({ ...draft, headers })}
      />
      {problem && (
        <p id={problemId} role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div>
        <Button type="submit" variant="primary" isPending={isAsking}>
          {t('request.submit')}
        </Button>
      </div>
    </form>
  );
}
