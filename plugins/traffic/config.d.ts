export interface Config {
  traffic?: {
    /**
     * Where the pages of the findings are: the page of TRF101 is at this address followed by `/TRF101`. Without it a
     * finding's code is shown without a link.
     * @visibility frontend
     */
    findingsDocsUrl?: string;
  };
}
