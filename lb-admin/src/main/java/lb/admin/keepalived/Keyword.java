package lb.admin.keepalived;

/**
 * One keyword of keepalived's manual.
 *
 * @param means what it becomes here, or what stands in its place
 */
record Keyword(String name, Standing standing, String means) {
    /** What becomes of a keyword. */
    enum Standing {
        /** It means here what it means there. */
        DONE("done"),
        /** It has no effect here, and needs none. */
        NOTED("noted"),
        /** It is an error that says so. */
        NOT_DONE("not-done");

        private final String word;

        Standing(String word) {
            this.word = word;
        }

        /** As the table has it. */
        String word() {
            return word;
        }
    }
}
