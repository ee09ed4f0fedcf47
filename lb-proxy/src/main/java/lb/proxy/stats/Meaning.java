package lb.proxy.stats;

/**
 * What a value says, as programs are told that add up the figures of several processes or draw them: HAProxy's tags, three
 * letters in {@code show stat typed} and three words in JSON.
 *
 * @param origin where it comes from
 * @param nature what kind of measure it is
 * @param scope over what it counts
 */
public record Meaning(Origin origin, Nature nature, Scope scope) {
    /** Where a value comes from. */
    public enum Origin {
        METRIC('M', "Metric"),
        /** What the program is. */
        PRODUCT('P', "Product"),
        STATUS('S', "Status"),
        /** It names what the row is about. */
        KEY('K', "Key"),
        CONFIG('C', "Config");

        private final char letter;
        private final String word;

        Origin(char letter, String word) {
            this.letter = letter;
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** What kind of measure a value is. */
    public enum Nature {
        /** Seconds since something happened. */
        AGE('A', "Age"),
        AVERAGE('a', "Avg"),
        COUNTER('C', "Counter"),
        DURATION('D', "Duration"),
        GAUGE('G', "Gauge"),
        LIMIT('L', "Limit"),
        /** The greatest that a gauge was. */
        MAX('M', "Max"),
        NAME('N', "Name"),
        /** What somebody else has said, such as a server to a check. */
        OUTPUT('O', "Output"),
        /** Events per second. */
        RATE('R', "Rate");

        private final char letter;
        private final String word;

        Nature(char letter, String word) {
            this.letter = letter;
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** Over what a value counts. */
    public enum Scope {
        PROCESS('P', "Process"),
        /** The same in all processes of the service. */
        SERVICE('S', "Service");

        private final char letter;
        private final String word;

        Scope(char letter, String word) {
            this.letter = letter;
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** The three letters, such as {@code MCP}. */
    public String letters() {
        return "" + origin.letter + nature.letter + scope.letter;
    }
}
