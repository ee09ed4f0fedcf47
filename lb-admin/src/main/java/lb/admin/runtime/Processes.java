package lb.admin.runtime;

/**
 * The processes that a line on the socket of a master process can be for: {@code @1} and {@code @!<pid>} mean the worker, {@code
 * @master}, {@code @0} and {@code @} the master. Here both are one process.
 *
 * @param worker the commands of the worker
 * @param pid of it
 */
record Processes(Commands worker, long pid) {
    boolean isMaster(String prefix) {
        return prefix.equals("@") || prefix.equals("@0") || prefix.equals("@master");
    }

    /** @throws CommandException when another process is meant, in HAProxy's words */
    Commands worker(String prefix) throws CommandException {
        if (prefix.equals("@1") || prefix.equals("@!" + pid)) {
            return worker;
        }
        throw CommandException.inWordsOf(
                "Can't find the target PID matching the prefix '" + Arguments.shortened(prefix) + "'");
    }
}
