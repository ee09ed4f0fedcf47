package lb.admin.runtime;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.config.Times;
import lb.admin.config.ValueException;
import org.jspecify.annotations.Nullable;

/** One connection as lines that come in and text that goes out, as HAProxy has it. No socket: pure but for the commands. */
final class Conversation {
    /** The first line of a request of HTTP, whatever its method. */
    private static final Pattern HTTP = Pattern.compile("\\S+ .*HTTP/[0-9.]+\\s*");

    /** What says that text follows, up to an empty line. */
    private static final Pattern WITH_PAYLOAD = Pattern.compile("(?:.* )?<<\\s*");

    /** Letters of such a text: some certificates of RSA with all that lead to their authority. */
    private static final int LONGEST_PAYLOAD = 64 * 1024;

    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private final Commands commands;
    private final Caller caller;

    /** Those that are meant where a line says nothing else: of a master the worker's, once it was told so. */
    private Commands meant;

    private Level level;
    private Duration idle;
    private boolean interactive;
    private boolean begun;

    /** The line that text is being sent for; null for none. */
    private @Nullable String awaiting;

    private final StringBuilder payload = new StringBuilder();

    /** The text of the command that is being done. */
    private @Nullable String given;

    /**
     * @param level what is allowed; commands of a higher one are denied
     * @param idle for how long nothing may come, or be taken, at most
     */
    Conversation(Commands commands, Caller caller, Level level, Duration idle) {
        this.commands = commands;
        this.caller = caller;
        this.meant = commands;
        this.level = level;
        this.idle = idle;
    }

    /** For how long nothing may come, or be taken, at most. */
    Duration idle() {
        return idle;
    }

    /** @param line without the line feed, and without a carriage return before that */
    Reply hear(String line) {
        if (awaiting != null) {
            return hearPayload(awaiting, line);
        }
        if (!begun && HTTP.matcher(line).matches()) {
            // A browser that somebody's page sends here must not be the hand that changes something.
            return Reply.last("");
        }
        begun = true;
        if (WITH_PAYLOAD.matcher(line).matches()) {
            awaiting = line.substring(0, line.lastIndexOf("<<"));
            return Reply.none();
        }
        return reply(line, null);
    }

    private Reply hearPayload(String asked, String line) {
        if (line.isEmpty()) {
            String text = payload.toString();
            payload.setLength(0);
            awaiting = null;
            return reply(asked, text);
        }
        if (payload.length() + line.length() >= LONGEST_PAYLOAD) {
            return Reply.last(Answers.REFUSED + "a payload of more than " + LONGEST_PAYLOAD + " letters\n\n");
        }
        payload.append(line).append('\n');
        return Reply.none();
    }

    /** @param text what was sent behind the last command of the line; null for nothing */
    private Reply reply(String line, @Nullable String text) {
        try {
            List<List<String>> asked = RequestLine.parse(line);
            boolean nothing = asked.isEmpty() && !interactive;
            return new Replies(asked.iterator(), text, Answer.of(nothing ? commands.nothing() + "\n" : ""));
        } catch (CommandException e) {
            return new Replies(Collections.emptyIterator(), null, Answer.of(e.answer() + "\n\n"));
        }
    }

    /** The answers to the commands of one line, an empty line behind each. */
    private final class Replies implements Reply {
        private final Iterator<List<String>> asked;
        private final @Nullable String text;
        private Answer answer;
        private boolean terminated = true;
        private boolean quit;
        private boolean prompted;

        /**
         * @param text behind the last command; null for none
         * @param answer before all others
         */
        Replies(Iterator<List<String>> asked, @Nullable String text, Answer answer) {
            this.asked = asked;
            this.text = text;
            this.answer = answer;
        }

        @Override
        public @Nullable String next() {
            String piece = answer.next();
            if (piece != null) {
                return piece;
            }
            if (!terminated) {
                terminated = true;
                return "\n";
            }
            if (asked.hasNext() && !quit) {
                begin(asked.next());
                return "";
            }
            if (quit || !interactive || prompted) {
                return null;
            }
            prompted = true;
            return meant.prompt();
        }

        private void begin(List<String> words) {
            // With words behind they are none: a request of HTTP may have any method.
            switch (String.join(" ", words)) {
                case Commands.PROMPT -> {
                    interactive = !interactive;
                    terminated = false;
                }
                case Commands.QUIT -> quit = true;
                default -> {
                    given = asked.hasNext() ? null : text;
                    answer = answer(words);
                    // Which process was chosen shows in the prompt alone.
                    terminated = commands.isPrefix(words.getFirst())
                            && (words.size() == 1 || isOfOneCommand(words.subList(1, words.size())));
                }
            }
        }

        @Override
        public boolean end() {
            // A master goes on until it is told to quit, as HAProxy's does.
            return quit || (!interactive && !commands.isMaster());
        }
    }

    /** Whether it is about the connection to a worker, which behind a prefix is for that command alone. */
    private static boolean isOfOneCommand(List<String> words) {
        return words.equals(List.of(Commands.QUIT)) || words.equals(List.of(Commands.PROMPT));
    }

    /** A process in front of a command gets that one, alone all that follow. */
    private Answer answer(List<String> words) {
        String first = words.getFirst();
        if (!commands.isPrefix(first)) {
            return answer(meant, words);
        }
        try {
            Commands asked = commands.of(first);
            if (words.size() > 1) {
                return answerOnce(asked, words.subList(1, words.size()));
            }
            meant = asked;
            return Answer.of("");
        } catch (CommandException e) {
            return Lines.of(e.answer());
        }
    }

    /** What is about the connection to a worker ends with that command, whatever it has changed. */
    private Answer answerOnce(Commands asked, List<String> words) {
        if (isOfOneCommand(words)) {
            return Answer.of(words.getFirst().equals(Commands.PROMPT) ? "\n> " : "");
        }
        Level levelBefore = level;
        Duration idleBefore = idle;
        Answer answer = answer(asked, words);
        if (!asked.isMaster()) {
            level = levelBefore;
            idle = idleBefore;
        }
        return answer;
    }

    /** What is about this connection is done here. */
    private Answer answer(Commands asked, List<String> words) {
        String line = String.join(" ", words);
        if (words.size() >= 2 && words.subList(0, 2).equals(List.of("set", "timeout"))) {
            return Answer.of(wait(words.subList(2, words.size())));
        }
        return switch (line) {
            case Commands.LEVEL -> Answer.of(level.name().toLowerCase(Locale.ROOT) + "\n");
            case Commands.OPERATOR -> Answer.of(lower(Level.OPERATOR));
            case Commands.USER -> Answer.of(lower(Level.USER));
            default -> asked.answer(words, given, caller, level);
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
    private String wait(List<String> words) {
        if (words.isEmpty() || !words.getFirst().equals("cli")) {
            return "'set timeout' only supports 'cli'.\n";
        }
        if (words.size() == 1) {
            return "Expects an integer value.\n";
        }
        String time = words.get(1);
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
