package lb.admin.runtime;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer of a command as it leaves: without what a terminal would obey, since a reason may quote what a server has answered, with the
 * end of its last line, and with an apology where it cannot go on.
 */
final class Lines implements Answer {
    private static final Logger LOG = LoggerFactory.getLogger("lb.runtime");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n]]");

    private final String command;
    private final Answer raw;
    private boolean inLine;
    private boolean over;

    /** @param command whose answer it is, for the log */
    Lines(String command, Answer raw) {
        this.command = command;
        this.raw = raw;
    }

    static Answer of(String text) {
        return new Lines("", Answer.of(text));
    }

    /** A mistake of ours ends no connection. */
    static Answer fault(String command, RuntimeException fault) {
        LOG.error("runtime socket: a fault in \"{}\"", command, fault);
        return of(sorry(fault));
    }

    private static String sorry(RuntimeException fault) {
        return Answers.REFUSED + "a fault in lb itself, please report it: " + fault + "\n";
    }

    @Override
    public @Nullable String next() {
        if (over) {
            return null;
        }
        String piece;
        try {
            piece = raw.next();
        } catch (RuntimeException e) {
            LOG.error("runtime socket: a fault in \"{}\"", command, e);
            over = true;
            return CONTROL.matcher((inLine ? "\n" : "") + sorry(e)).replaceAll("?");
        }
        if (piece == null) {
            over = true;
            return inLine ? "\n" : null;
        }
        if (!piece.isEmpty()) {
            inLine = !piece.endsWith("\n");
        }
        return CONTROL.matcher(piece).replaceAll("?");
    }
}
