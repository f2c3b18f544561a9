import { useMemo, useState, type ReactNode } from 'react';
import {
  Cell,
  Column,
  Row,
  SearchField,
  TableBody,
  TableHeader,
  TablePagination,
  TableRoot,
} from '@backstage/ui';
import { useTrafficText } from '../../translation/useTrafficText';
import styles from './DataTable.module.css';

export interface DataColumn<T> {
  id: string;
  label: string;
  /** A share of the width, as `30%`. */
  width?: string;
  /** The column that names its row. */
  isRowHeader?: boolean;
  /** Not repeated before the cell where rows are stacked. */
  hidesStackedLabel?: boolean;
  render: (item: T) => ReactNode;
}

const PAGE_SIZE = 20;

/**
 * A named table of any length, a page at a time; where the place is narrow its rows are stacked. Items keep their place
 * while data is renewed.
 */
export function DataTable<T extends { id: string }>(props: {
  label: string;
  columns: ReadonlyArray<DataColumn<T>>;
  items: readonly T[];
  /** What a search looks at; a table of more than one page has one. */
  textOf: (item: T) => string;
}) {
  const { label, columns, textOf } = props;
  const t = useTrafficText();
  const [search, setSearch] = useState('');
  const items = useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase();
    return wanted
      ? props.items.filter(item =>
          textOf(item).toLocaleLowerCase().includes(wanted),
        )
      : props.items;
  }, [props.items, search, textOf]);
  const [wantedOffset, setWantedOffset] = useState(0);
  const lastOffset = Math.max(
    0,
    Math.floor((items.length - 1) / PAGE_SIZE) * PAGE_SIZE,
  );
  const offset = Math.min(wantedOffset, lastOffset);
  const page = useMemo(
    () => items.slice(offset, offset + PAGE_SIZE),
    [items, offset],
  );

  return (
    <div className={styles.frame}>
      {props.items.length > PAGE_SIZE && (
        <SearchField
          size="small"
          className={styles.search}
          aria-label={t('action.searchIn', { table: label })}
          placeholder={t('action.search')}
          value={search}
          onChange={setSearch}
        />
      )}
      <TableRoot aria-label={label}>
        <TableHeader columns={columns}>
          {column => (
            <Column
              id={column.id}
              isRowHeader={column.isRowHeader}
              style={column.width ? { width: column.width } : undefined}
            >
              {column.label}
            </Column>
          )}
        </TableHeader>
        <TableBody
          items={page}
          dependencies={[columns]}
          renderEmptyState={() => <p>{t('action.searchNothing')}</p>}
        >
          {item => (
            <Row id={item.id} columns={columns}>
              {column => (
                <Cell>
                  {!column.hidesStackedLabel && (
                    <span className={styles.label} aria-hidden>
                      {column.label}
                    </span>
                  )}
                  {column.render(item)}
                </Cell>
              )}
            </Row>
          )}
        </TableBody>
      </TableRoot>
      {items.length > PAGE_SIZE && (
        <div className={styles.footer}>
          <TablePagination
            pageSize={PAGE_SIZE}
            pageSizeOptions={[]}
            offset={offset}
            totalCount={items.length}
            hasPreviousPage={offset > 0}
            hasNextPage={offset < lastOffset}
            onPreviousPage={() => setWantedOffset(offset - PAGE_SIZE)}
            onNextPage={() => setWantedOffset(offset + PAGE_SIZE)}
            getLabel={() =>
              t('count.range', {
                from: String(offset + 1),
                to: String(Math.min(offset + PAGE_SIZE, items.length)),
                total: String(items.length),
              })
            }
          />
        </div>
      )}
    </div>
  );
}
