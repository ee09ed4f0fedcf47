package lb.admin.keepalived;

/** What a script looks for, as lb looks for it itself. */
sealed interface Looked {
    /** Whether this very process serves. */
    record ThisProcess() implements Looked {}

    /**
     * Whether a process runs.
     *
     * @param name as /proc/PID/comm has it
     */
    record OtherProcess(String name) implements Looked {}

    /** Whether a file is away. */
    record FileAway(String path) implements Looked {}

    /** Whether a file is there. */
    record FileThere(String path) implements Looked {}

    /**
     * Something else.
     *
     * @param advice what would do it here
     */
    record Unknown(String advice) implements Looked {}
}
