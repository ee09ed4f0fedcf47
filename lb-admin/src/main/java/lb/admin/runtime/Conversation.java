package lb.admin.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.config.Times;
import lb.admin.config.ValueException;

/** One connection as lines that come in and text that goes out, as HAProxy has it. No socket: pure but for the commands. */
final class Conversation {
    private static final String PROMPT = "> ";

    /** The first line of a request of HTTP, whatever its method. */
    private static final Pattern HTTP = Pattern.compile("\\S+ .*HTTP/[0-9.]+\\s*");

    /** Letters of the answers to one line, from where on no further command of it is done. */
    static final int LONGEST = 4 * 1024 * 1024;

    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private final Commands commands;
    private final Caller caller;
    private Level level;
    private Duration idle;
    private boolean interactive;
    private boolean begun;

    /**
     * @param level what is allowed; commands of a higher one are denied
     * @param idle for how long nothing may come, or be taken, at most
     */
    Conversation(Commands commands, Caller caller, Level level, Duration idle) {
        this.commands = commands;
        this.caller = caller;
        this.level = level;
        this.idle = idle;
    }

    /**
     * What follows a line.
     *
     * @param text what is sent
     * @param end whether nothing comes after it
     */
    record Reply(String text, boolean end) {}

    /** For how long nothing may come, or be taken, at most. */
    Duration idle() {
        return idle;
    }

    /** @param line without the line feed, and without a carriage return before that */
    Reply hear(String line) {
        if (!begun && HTTP.matcher(line).matches()) {
            // A browser that somebody's page sends here must not be the hand that changes something.
            return new Reply("", true);
        }
        begun = true;
        StringBuilder text = new StringBuilder();
        boolean quit = false;
        try {
            List<List<String>> asked = RequestLine.parse(line);
            if (asked.isEmpty() && !interactive) {
                text.append(commands.nothing()).append('\n');
            }
            for (List<String> words : asked) {
                // With words behind they are none: a request of HTTP may have any method.
                switch (String.join(" ", words)) {
                    case Commands.PROMPT -> {
                        interactive = !interactive;
                        text.append('\n');
                    }
                    case Commands.QUIT -> quit = true;
                    default -> text.append(answer(words)).append('\n');
                }
                if (text.length() > LONGEST) {
                    text.append(Answers.REFUSED).append("the rest of the line; its answers take too much room\n\n");
                    break;
                }
                if (quit) {
                    break;
                }
            }
        } catch (CommandException e) {
            text.append(e.answer()).append("\n\n");
        }
        if (quit || !interactive) {
            return new Reply(text.toString(), true);
        }
        return new Reply(text.append(PROMPT).toString(), false);
    }

    /** What is about this connection is done here. */
    private String answer(List<String> words) {
        String line = String.join(" ", words);
        if (words.size() == 4 && line.startsWith(Commands.TIMEOUT + " ")) {
            return wait(words.getLast());
        }
        return switch (line) {
            case Commands.LEVEL -> level.name().toLowerCase(Locale.ROOT) + "\n";
            case Commands.OPERATOR -> lower(Level.OPERATOR);
            case Commands.USER -> lower(Level.USER);
            default -> commands.answer(words, caller, level);
        };
    }

    private String lower(Level to) {
        if (to.compareTo(level) > 0) {
            return Answers.DENIED + "\n";
        }
        level = to;
        return "";
    }

    /** HAProxy's is in seconds where it has no unit. */
    private String wait(String time) {
        try {
            Duration asked = time.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(time)) : Times.parse(time);
            if (asked.isPositive() && asked.compareTo(LONGEST_IDLE) <= 0) {
                idle = asked;
                return "";
            }
        } catch (ValueException e) {
            // Told below.
        }
        return "Invalid timeout value.\n";
    }
}
