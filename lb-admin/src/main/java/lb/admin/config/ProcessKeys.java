package lb.admin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.ha.settings.TrackedProcesses;
import lb.ha.settings.TrackedProcesses.Match;
import org.jspecify.annotations.Nullable;

/** Processes of the machine that a priority follows. */
final class ProcessKeys {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST = 10_000;

    static final Key<String> NAME = Key.without(
            "name",
            new Form.Text("the name of a process, such as nginx", Pattern.compile("[^\\p{Cntrl}]{1,4095}")),
            "needed",
            "Its name, as `ps -o comm` shows it; with `full-command` the command itself, as its command line begins.",
            "process");
    static final Key<Object> PARAMETERS = Key.without(
            "parameters",
            new Form.Part("a list of words", List.of(), false, false),
            "any",
            "What follows the command on its command line.");
    static final Key<Match> PARAMETER_MATCH = Key.of(
            "parameter-match",
            Form.Word.of(Match.values()),
            Match.EXACT,
            "How `parameters` are compared: `exact`, they are all there are; `partial`, they are the first; `initial`, they"
                    + " are the first and the last of them may go on.",
            "param_match");
    static final Key<Boolean> FULL_COMMAND = Key.of(
            "full-command",
            new Form.Flag(),
            false,
            "Whether the command line is compared in place of the name.",
            "full_command");
    static final Key<Integer> QUORUM =
            Key.of("quorum", new Form.Whole(0, MOST), 1, "How many of them have to run.", "quorum");
    static final Key<Integer> QUORUM_MAX =
            Key.without("quorum-max", new Form.Whole(0, MOST), "any number", "How many of them may run.", "quorum_max");
    static final Key<Duration> FORK_DELAY = Key.of(
            "fork-delay",
            new Form.Time(Duration.ofMillis(1), LONGEST, "not at all", "s"),
            Duration.ZERO,
            "For how long enough of them run before that counts.",
            "fork_delay");
    static final Key<Duration> TERMINATE_DELAY = Key.of(
            "terminate-delay",
            new Form.Time(Duration.ofMillis(1), LONGEST, "not at all", "s"),
            Duration.ZERO,
            "For how long too few or too many run before that counts: as long as a restart takes.",
            "terminate_delay",
            "delay");
    static final Table TABLE = new Table(
            "virtual-ips.<name>.track.processes",
            "A process of this machine that has to run.",
            List.of(
                    NAME,
                    PARAMETERS,
                    PARAMETER_MATCH,
                    FULL_COMMAND,
                    QUORUM,
                    QUORUM_MAX,
                    FORK_DELAY,
                    TERMINATE_DELAY,
                    TrackingKeys.BY));
    static final Key<Object> PROCESSES = Key.without(
            "processes",
            new Form.Part(
                    "a list of names of processes, or of { name = …, quorum = …, lower-priority-by = … }",
                    List.of(TABLE),
                    false,
                    false),
            "none",
            "Processes of this machine that have to run, such as a server that has the address to itself: the end of one is"
                    + " known within milliseconds, a start within a second. Without `lower-priority-by` the node takes no"
                    + " part meanwhile, however alone it is (keepalived's FAULT).",
            "track_process",
            "vrrp_track_process");

    private ProcessKeys() {}

    /** @param section null where nothing but the name is written */
    static TrackedProcesses read(String name, @Nullable Section section) {
        if (section == null) {
            return new TrackedProcesses(
                    name, null, Match.EXACT, false, 1, Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);
        }
        var least = section.orStandard(QUORUM);
        var most = section.get(QUORUM_MAX, Integer.MAX_VALUE);
        // One of them alone is enough to say that none may run.
        var lowest = most == 0 && !section.has(QUORUM) ? 0 : least;
        if (lowest > most) {
            section.wrong(QUORUM_MAX, "expected: quorum, which is %d, or more".formatted(least));
        }
        return new TrackedProcesses(
                name,
                parameters(section),
                section.orStandard(PARAMETER_MATCH),
                section.orStandard(FULL_COMMAND),
                lowest,
                most,
                section.orStandard(FORK_DELAY),
                section.orStandard(TERMINATE_DELAY));
    }

    private static @Nullable List<String> parameters(Section section) {
        var written = section.value(PARAMETERS);
        if (written == null) {
            section.wrong(PARAMETER_MATCH, "only with parameters");
            return null;
        }
        var parameters = new ArrayList<String>();
        for (var element : written.elements()) {
            if (element.scalar().isEmpty()) {
                element.expected(PARAMETERS.form().expected());
            } else {
                parameters.add(element.scalar().get());
            }
        }
        return parameters;
    }
}
