package lb.admin.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.config.Words;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that there are; finds the one that is meant, and who may use it. */
public final class Commands {
    static final String PROMPT = "prompt";
    static final String QUIT = "quit";
    static final String HELP = "help";

    private static final Logger LOG = LoggerFactory.getLogger("lb.runtime");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n]]");

    /** Of what was sent, in an answer. */
    private static final int LONGEST_SHOWN = 80;

    private static final List<String> BUILT_IN = List.of(
            line(HELP + " [<command>]", "list all commands, or those that begin so"),
            line(PROMPT, "go on after an answer, with a prompt"),
            line(QUIT, "end the connection"));

    private final List<Command> commands;
    private final Level level;

    /** @param level those of a higher one are denied */
    Commands(List<Command> commands, Level level) {
        this.commands = List.copyOf(commands);
        this.level = level;
    }

    /** Those that there are for virtual IPs, and {@code show info}. */
    public static Commands of(VrrpAccess vrrp, Level level) {
        return new Commands(
                List.of(
                        new ShowInfo(vrrp),
                        new ShowVrrp(vrrp),
                        new ShowVrrpDetail(vrrp),
                        new ShowVrrpTransitions(vrrp),
                        new ShowVrrpJson(vrrp),
                        new VrrpYield(vrrp),
                        new VrrpResume(vrrp)),
                level);
    }

    /** What one command has to say; ends with a line feed unless it is empty. */
    String answer(List<String> words, Caller caller) {
        if (words.getFirst().equals(HELP)) {
            return help(words.subList(1, words.size()));
        }
        Optional<Command> meant = commands.stream()
                .filter(command -> begins(words, command))
                .max(Comparator.comparingInt(command -> command.words().length()));
        if (meant.isEmpty()) {
            return unknown(words);
        }
        Command command = meant.get();
        if (command.level().compareTo(level) > 0) {
            return Answers.DENIED + ": \"" + command.words() + "\" needs level " + name(command.level())
                    + ", this socket has " + name(level) + " (runtime.level)\n";
        }
        try {
            int taken = words(command).size();
            return lines(command.answer(words.subList(taken, words.size()), caller));
        } catch (CommandException e) {
            return lines(e.answer());
        } catch (RuntimeException e) {
            LOG.error("runtime socket: a fault in \"{}\"", command.words(), e);
            return lines(Answers.REFUSED + "a fault in lb itself, please report it: " + e);
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
        return "These commands are there:\n" + found + (words.isEmpty() ? String.join("", BUILT_IN) : "");
    }

    /** For a line without a command. */
    String nothing() {
        return Answers.UNKNOWN + ". " + help(List.of());
    }

    private String unknown(List<String> words) {
        String asked = String.join(" ", words);
        String shown = asked.length() > LONGEST_SHOWN ? asked.substring(0, LONGEST_SHOWN) + "…" : asked;
        List<String> names = Stream.concat(commands.stream().map(Command::words), Stream.of(HELP, PROMPT, QUIT))
                .toList();
        String near = Words.nearest(shown, names)
                .map(name -> ", did you mean \"" + name + "\"?")
                .orElse(".");
        List<Command> alike = commands.stream()
                .filter(command -> words(command).getFirst().equals(words.getFirst()))
                .toList();
        return Answers.UNKNOWN + " \"" + shown + "\"" + near + " These are there:\n"
                + (alike.isEmpty() ? usages(commands) + String.join("", BUILT_IN) : usages(alike));
    }

    private static String usages(List<Command> some) {
        return some.stream()
                .map(command -> line(
                        command.parameters().isEmpty() ? command.words() : command.words() + " " + command.parameters(),
                        command.means()))
                .collect(Collectors.joining());
    }

    private static String line(String usage, String means) {
        return "  %-32s: %s%n".formatted(usage, means);
    }

    private static String name(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    /** Without what a terminal would obey: a reason may quote what a server answered. */
    private static String lines(String raw) {
        String text = CONTROL.matcher(raw).replaceAll("?");
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}
