package lb.admin.keepalived;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ~SEQ(NAME, START, STEP, END)} at the start of a line, whose rest stands for as many lines.
 *
 * @param name what stands for the number in the rest
 * @param step never 0, and towards the end
 * @param hexadecimal whether the numbers are written so, as by {@code ~SEQx}
 */
record Sequence(String name, long start, long step, long end, boolean hexadecimal, String rest) {
    private static final Pattern FORM =
            Pattern.compile("~SEQ(x?)\\s*\\(\\s*([A-Za-z_]\\w*)\\s*,([^()]*)\\)(.*)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?(?:0[xX][0-9a-fA-F]{1,8}|0[0-7]{0,10}|[1-9]\\d{0,8})");
    private static final Pattern COMMA = Pattern.compile(",");

    /** What is said of one that is wrong. */
    static final String EXPECTED =
            "(expected: ~SEQ(NAME, START, STEP, END) with whole numbers and a step towards the end, not"
                    + " below 0 in ~SEQx)";

    /** Whether a line begins with one, right or wrong. */
    static boolean begins(String line) {
        return line.startsWith("~SEQ");
    }

    /** That of a line; empty where it is wrong. */
    static Optional<Sequence> of(String line) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean hexadecimal = !matcher.group(1).isEmpty();
        List<OptionalLong> numbers = Arrays.stream(COMMA.split(matcher.group(3), -1))
                .map(Sequence::number)
                .toList();
        if (numbers.size() > 3 || numbers.stream().anyMatch(OptionalLong::isEmpty)) {
            return Optional.empty();
        }
        long end = numbers.getLast().orElseThrow();
        long start = numbers.size() > 1 ? numbers.getFirst().orElseThrow() : end < 0 ? -1 : 1;
        long step = numbers.size() > 2 ? numbers.get(1).orElseThrow() : end < start ? -1 : 1;
        boolean towards = step != 0 && (start == end || end > start == step > 0);
        if (!towards || (hexadecimal && Math.min(start, end) < 0)) {
            return Optional.empty();
        }
        return Optional.of(new Sequence(
                matcher.group(2),
                start,
                step,
                end,
                hexadecimal,
                matcher.group(4).strip()));
    }

    /** Octal ones begin with 0, as in C. */
    private static OptionalLong number(String text) {
        String plain = text.strip();
        return NUMBER.matcher(plain).matches() ? OptionalLong.of(Long.decode(plain)) : OptionalLong.empty();
    }

    boolean isIn(long number) {
        return step > 0 ? number <= end : number >= end;
    }

    String text(long number) {
        return hexadecimal ? Long.toHexString(number) : Long.toString(number);
    }
}
