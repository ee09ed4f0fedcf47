package lb.admin.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/** The commands that there are; finds the one that is meant, and who may use it. */
public final class Commands {
    static final String PROMPT = "prompt";
    static final String QUIT = "quit";
    static final String HELP = "help";
    static final String LEVEL = "show cli level";
    static final String OPERATOR = "operator";
    static final String USER = "user";
    static final String TIMEOUT = "set timeout cli";

    /** Of what was sent, in a search for what was meant. */
    private static final int LONGEST_LOOKED_AT = 80;

    private static final String BUILT_IN = String.join(
            "",
            line(HELP + " [<command>]", "list matching or all commands"),
            line(PROMPT, "toggle interactive mode with prompt"),
            line(QUIT, "disconnect"));

    private static final String OF_THE_CONNECTION = String.join(
            "",
            line(LEVEL, "what this connection may do"),
            line(OPERATOR, "may do no more than an operator from now on"),
            line(USER, "may only look from now on"),
            line(TIMEOUT + " <seconds>", "for how long this connection may be silent"));

    private final List<Command> commands;
    private final String prompt;
    private final @Nullable Processes processes;

    Commands(List<Command> commands) {
        this(commands, "> ", null);
    }

    /**
     * @param prompt before a line of somebody who has asked for it
     * @param processes others that a line can be for; null for none
     */
    Commands(List<Command> commands, String prompt, @Nullable Processes processes) {
        this.commands = List.copyOf(commands);
        this.prompt = prompt;
        this.processes = processes;
    }

    /** All that there are for a node. */
    public static Commands of(NodeAccess node, VrrpAccess vrrp) {
        return new Commands(Stream.of(
                        InfoCommands.of(node),
                        StatCommands.of(node),
                        ServerCommands.of(node),
                        FrontendCommands.of(node),
                        SessionCommands.of(node),
                        LimitCommands.of(node),
                        ProcessCommands.of(node),
                        ErrorCommands.of(node),
                        SslCommands.of(node),
                        TrustCommands.of(() -> node.proxy().certificates()),
                        LatencyCommands.of(node),
                        ReloadCommands.of(node.reload()),
                        UpgradeCommands.of(node.upgrade()),
                        VrrpCommands.of(vrrp))
                .flatMap(List::stream)
                .toList());
    }

    /** The same, asked by way of a master. */
    Commands prompting(String other) {
        return new Commands(commands, other, processes);
    }

    String prompt() {
        return prompt;
    }

    /** Whether they are those of a master, which has others behind it. */
    boolean isMaster() {
        return processes != null;
    }

    /** Whether a word says which process is meant. */
    boolean isPrefix(String word) {
        return processes != null && word.startsWith("@");
    }

    /** The commands of the process that a prefix means. */
    Commands of(String prefix) throws CommandException {
        return processes == null || processes.isMaster(prefix) ? this : processes.worker(prefix);
    }

    /** What one command has to say; ends with a line feed unless it is empty. */
    Answer answer(List<String> words, Caller caller, Level level) {
        return answer(words, null, caller, level);
    }

    /**
     * Likewise.
     *
     * @param payload text that was sent behind it, of lines; null for none. A command that has no meaning for it passes over it
     */
    Answer answer(List<String> words, @Nullable String payload, Caller caller, Level level) {
        if (words.getFirst().equals(HELP)) {
            return Answer.of(help(words.subList(1, words.size())));
        }
        Optional<Command> meant = commands.stream()
                .filter(command -> begins(words, command))
                .max(Comparator.comparingInt(command -> command.words().length()));
        if (meant.isEmpty()) {
            String missing = InfoCommands.missing(String.join(" ", words));
            return Lines.of(missing == null ? unknown(words) : missing);
        }
        Command command = meant.get();
        if (command.level().compareTo(level) > 0) {
            return Answer.of(Answers.DENIED + ": \"" + command.words() + "\" needs level " + name(command.level())
                    + ", this socket has " + name(level) + " (runtime.level)\n");
        }
        try {
            int taken = words(command).size();
            List<String> arguments = words.subList(taken, words.size());
            if (payload != null && command.takesPayload()) {
                arguments =
                        Stream.concat(arguments.stream(), Stream.of(payload)).toList();
            }
            return new Lines(command.words(), command.action().answer(arguments, caller, level));
        } catch (CommandException e) {
            return Lines.of(e.answer());
        } catch (RuntimeException e) {
            return Lines.fault(command.words(), e);
        }
    }

    private static List<String> words(Command command) {
        return List.of(command.words().split(" "));
    }

    private static boolean begins(List<String> words, Command command) {
        List<String> own = words(command);
        return words.size() >= own.size() && words.subList(0, own.size()).equals(own);
    }

    /** All commands, or those that begin with some words. */
    private String help(List<String> words) {
        String beginning = String.join(" ", words);
        String found = usages(commands.stream()
                .filter(command -> command.words().startsWith(beginning))
                .toList());
        if (found.isEmpty()) {
            return unknown(words);
        }
        return "The following commands are valid at this level:\n" + found + (words.isEmpty() ? OF_THE_CONNECTION : "")
                + BUILT_IN;
    }

    /** For a line without a command. */
    String nothing() {
        return Answers.UNKNOWN + ". " + help(List.of());
    }

    /** The nearest first, then those that begin with the same word; all of them where there is neither. */
    private String unknown(List<String> words) {
        String asked = String.join(" ", words);
        String shown = asked.length() > LONGEST_LOOKED_AT ? asked.substring(0, LONGEST_LOOKED_AT) : asked;
        Optional<String> near =
                Words.nearest(shown, commands.stream().map(Command::words).toList());
        List<Command> alike = Stream.concat(
                        commands.stream()
                                .filter(command ->
                                        near.isPresent() && command.words().equals(near.get())),
                        commands.stream()
                                .filter(command -> words(command).getFirst().equals(words.getFirst())))
                .distinct()
                .toList();
        return Answers.UNKNOWN + ", but maybe one of the following ones is a better match:\n"
                + usages(alike.isEmpty() ? commands : alike) + BUILT_IN;
    }

    private static String usages(List<Command> some) {
        return some.stream()
                .map(command -> line(command.usage(), command.means()))
                .collect(Collectors.joining());
    }

    private static String line(String usage, String means) {
        return "  %-40s: %s%n".formatted(usage, means);
    }

    private static String name(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
