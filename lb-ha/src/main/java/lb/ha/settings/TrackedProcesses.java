package lb.ha.settings;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processes of this machine that a priority follows.
 *
 * @param name of the process, as {@code /proc/PID/comm} has it, or the first word of its command line with {@code fullCommand}
 * @param parameters those that follow on its command line; null for any
 * @param match how they are compared
 * @param fullCommand whether the command line counts in place of the name
 * @param least that have to run, 0 or more
 * @param most that may run; {@link Integer#MAX_VALUE} for any number
 * @param upDelay for how long enough of them run before they count as running
 * @param downDelay for how long too few or too many run before that counts
 */
public record TrackedProcesses(
        String name,
        @Nullable List<String> parameters,
        Match match,
        boolean fullCommand,
        int least,
        int most,
        Duration upDelay,
        Duration downDelay) {
    /** The kernel keeps no more of a process's name (TASK_COMM_LEN, without the zero). */
    private static final int LONGEST_NAME = 15;

    public TrackedProcesses {
        parameters = parameters == null ? null : List.copyOf(parameters);
    }

    /** How parameters are compared. */
    public enum Match {
        /** They are all there are. */
        EXACT,
        /** They are the first. */
        PARTIAL,
        /** They are the first, and the last of them may go on. */
        INITIAL
    }

    /** Whether a process may be one by its name alone, so that its command line is worth reading. */
    public boolean mayBe(String comm) {
        return fullCommand || comm.equals(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
    }

    /** Whether the command line has to be known. */
    public boolean asksForCommandLine() {
        return fullCommand || parameters != null;
    }

    /**
     * Whether a process whose name may be one is.
     *
     * @param commandLine its words, the command itself among them
     */
    public boolean matches(List<String> commandLine) {
        if (commandLine.isEmpty() || (fullCommand && !commandLine.getFirst().equals(name))) {
            return false;
        }
        List<String> wanted = parameters == null ? List.of() : parameters;
        List<String> there = commandLine.subList(1, commandLine.size());
        if (there.size() < wanted.size() || (match == Match.EXACT && there.size() > wanted.size())) {
            return false;
        }
        int last = wanted.size() - 1;
        for (int i = 0; i <= last; i++) {
            boolean mayGoOn = match == Match.INITIAL && i == last;
            if (!(mayGoOn
                    ? there.get(i).startsWith(wanted.get(i))
                    : there.get(i).equals(wanted.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Whether so many are as many as there should be. */
    public boolean isEnough(int count) {
        return count >= least && count <= most;
    }

    /** What is wrong when that many are not enough, in a few words. */
    public String problem() {
        if (least == 1 && most == Integer.MAX_VALUE) {
            return this + " does not run";
        }
        String bounds = most == Integer.MAX_VALUE
                ? least + " or more"
                : least == most ? String.valueOf(least) : least + " to " + most;
        return this + " does not run as often as it should: " + bounds;
    }

    @Override
    public String toString() {
        List<String> wanted = parameters == null ? List.of() : parameters;
        return "process " + name + (wanted.isEmpty() ? "" : " " + String.join(" ", wanted));
    }
}
