/** One part of the measurements, which runs alone as `yarn bench <name>`. */
export interface Section {
  readonly name: string;
  /** Its heading in docs/benchmarks.md. */
  readonly title: string;
  /** Measures, and gives what stands below the heading; tells meanwhile how far it is. */
  readonly measure: (tell: (line: string) => void) => Promise<string>;
}
