package lb.proxy.check;

import java.util.Locale;
import java.util.StringTokenizer;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the line of an agent asks for, in HAProxy's words.
 *
 * <pre>
 *  line = *( word sep ) [ "#" text ]      sep = one of space, tab and comma
 *  word = "up" / "down" / "stopped" / "fail" / "drain" / "maint" / "ready" / 1*DIGIT "%" / "maxconn:" 1*DIGIT
 * </pre>
 *
 * Words in any case; of several that say the same kind of thing the last counts. A line with an unknown word changes
 * nothing at all, where HAProxy does what the other words ask for.
 *
 * @param up what it says of itself; null for nothing
 * @param operation what it asks of the balancer; null for nothing
 * @param weight in percent of the weight in the file, 0 to 256 of them as HAProxy bounds it; -1 for nothing
 * @param maxConnections {@link #NOTHING} for nothing; 0 for no limit
 * @param description what it says to people; may be empty
 * @param problem why nothing is done; empty where all is well
 */
public record AgentReply(
        @Nullable Up up,
        @Nullable Operation operation,
        int weight,
        int maxConnections,
        String description,
        String problem) {
    public static final int NOTHING = -1;
    private static final int MOST_DIGITS = 6;
    private static final String MAXCONN = "maxconn:";

    /** What an agent says of its server, with the word that it used. */
    public record Up(boolean up, String word) {}

    /** What an agent asks of the balancer. */
    public enum Operation {
        /** No new traffic. */
        DRAIN,
        /** No traffic, and no checks. */
        MAINT,
        /** Neither of them. */
        READY
    }

    /** What is shown of it, for a check that found it after so long. */
    public CheckResult result(long millis) {
        if (!problem.isEmpty() || up == null) {
            return new CheckResult(CheckStatus.CHECKED, CheckResult.NO_CODE, millis, Finding.printable(problem));
        }
        String said = "via agent : " + up.word() + (description.isEmpty() ? "" : " (" + description + ")");
        return new CheckResult(up.up() ? CheckStatus.L7OK : CheckStatus.L7STS, 0, millis, Finding.printable(said));
    }

    /** Reads a line without its end. */
    public static AgentReply of(String line) {
        int hash = line.indexOf('#');
        String description = hash < 0 ? "" : line.substring(hash + 1).strip();
        AgentReply reply = new AgentReply(null, null, NOTHING, NOTHING, description, "");
        StringTokenizer words = new StringTokenizer(hash < 0 ? line : line.substring(0, hash), " \t,");
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            reply = reply.with(word);
            if (!reply.problem.isEmpty()) {
                return new AgentReply(null, null, NOTHING, NOTHING, description, reply.problem);
            }
        }
        return reply;
    }

    private AgentReply with(String word) {
        String plain = word.toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "up" -> up(true, plain);
            case "down", "stopped", "fail" -> up(false, plain);
            case "drain" -> operation(Operation.DRAIN);
            case "maint" -> operation(Operation.MAINT);
            case "ready" -> operation(Operation.READY);
            default -> number(word, plain);
        };
    }

    private AgentReply number(String word, String plain) {
        if (plain.endsWith("%")) {
            int percent = digits(plain.substring(0, plain.length() - 1));
            return percent < 0
                    ? wrong("agent warns : " + word + " is no weight")
                    : new AgentReply(up, operation, percent, maxConnections, description, "");
        }
        if (plain.startsWith(MAXCONN)) {
            int limit = digits(plain.substring(MAXCONN.length()));
            return limit < 0
                    ? wrong("agent warns : " + word + " is no maxconn")
                    : new AgentReply(up, operation, weight, limit, description, "");
        }
        return wrong("agent reports an error : " + word);
    }

    /** -1 for what is no number. */
    private static int digits(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private AgentReply up(boolean now, String word) {
        return new AgentReply(new Up(now, word), operation, weight, maxConnections, description, "");
    }

    private AgentReply operation(Operation asked) {
        return new AgentReply(up, asked, weight, maxConnections, description, "");
    }

    private AgentReply wrong(String why) {
        return new AgentReply(up, operation, weight, maxConnections, description, why);
    }
}
