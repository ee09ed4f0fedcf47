package lb.admin.problem;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which words of a line may be secrets: what stands behind a word such as {@code password} or {@code Authorization}, up to the
 * condition or the end, and what looks like one wherever it stands. The one place that decides it, for messages and comments
 * that quote what a person wrote. Any thread.
 */
public final class SecretWords {
    /** What stands for one. */
    public static final String HIDDEN = "(not shown)";

    /** What comes behind such a word, or in a field or key of such a name, is for nobody else. */
    private static final Pattern ANNOUNCES =
            Pattern.compile("(?i)(?:.*(?:authori[sz]ation|passw|passphrase|secret|credential"
                    + "|token|jwt|x-auth|(?:api|access|private|shared|auth)[_-]?key|auth[_-]pass|sign-pass).*"
                    + "|.*agent[.-]send|.*steps\\.send(?:-binary)?|dynamic-cookie-key|.*\\bdynamic-key"
                    + "|.*\\b(?:headers|set|add)\\.(?:set-)?cookie"
                    + "|.*(?:hdr[a-z_]{0,4}\\((?:set-)?cookie\\b|cook(?:ie)?(?:_[a-z]{2,3})?\\().*"
                    + "|(?:.*[._-])?(?:pw|pwd|pass)|basic|bearer)");

    /** Words of which only the pair announces one; the first is only asked whether it is one of these. */
    private static final Pattern PAIR = Pattern.compile("(?i)stats auth|tcp-check send[a-z-]*"
            + "|(?:set-header|add-header|replace-header|replace-value|hdr) (?:set-)?cookie");

    /** A hash as crypt(3) makes it, a URL with a password, a scheme of authentication. */
    private static final Pattern LOOKS = Pattern.compile("(?i)^\\$(?:1|2[abxy]?|5|6|7|y|gy)\\$"
            + "|://[^/@\\s:]*+:[^/@\\s]*+@"
            + "|^(?:basic|bearer|digest|negotiate)\\s+\\S"
            + "|[?&](?:key|auth|sig|pass|pwd)=.");

    /** A field or variable with its value. */
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)(?:authori[sz]ation|passw[a-z]*+|secret|token|api[_-]?key|cookie)[\"']?+\\s*+[:=]\\s*+\\S");

    /** Names of files are no secrets. */
    private static final Pattern FILE = Pattern.compile("(?i).*-file");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|`([^`]*)`");

    /** As far as messages show words; what is cut there is found again by its beginning. */
    private static final List<Integer> LENGTHS = List.of(60, 100);

    private static final int LEAST_TELLING = 4;

    /** What tells of a secret stands within so many characters of the beginning or of the end of a word. */
    private static final int LONGEST_TELLING = 256;

    /** All ways in which messages may show one of them. */
    private final List<String> forms;

    /** A part of one is one, too, when it is at least so long, in characters. */
    private final int leastPart;

    private SecretWords(List<String> secrets, int leastPart) {
        this.leastPart = leastPart;
        forms = secrets.stream()
                .flatMap(secret -> forms(secret).stream())
                .distinct()
                .toList();
    }

    /** Whether the value of a key, or of a field, of this name may be one. */
    public static boolean announces(String name) {
        if (name.length() <= LONGEST_TELLING) {
            return ANNOUNCES.matcher(name).matches() && !FILE.matcher(name).matches();
        }
        return announces(name.substring(0, LONGEST_TELLING))
                || announces(name.substring(name.length() - LONGEST_TELLING));
    }

    /** Whether the value of a field of a message may be one: as {@link #announces}, and cookies are for their owners. */
    public static boolean isInField(String name) {
        return announces(name) || name.equalsIgnoreCase("cookie") || name.equalsIgnoreCase("set-cookie");
    }

    /** Any value as it may be seen: as {@link #line}, and {@link #HIDDEN} as a whole where one may go over several words. */
    public static String text(String text) {
        return ASSIGNED.matcher(text).find() ? HIDDEN : line(text);
    }

    /** A line as it is written, with {@link #HIDDEN} in the place of what may be one. */
    public static String line(String text) {
        List<String> words = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        split(text, words, starts);
        BitSet hidden = hiddenIn(words);
        if (hidden.isEmpty()) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            boolean again = i > 0 && hidden.get(i - 1);
            if (!hidden.get(i)) {
                int end = i + 1 < words.size() ? starts.get(i + 1) : text.length();
                shown.append(text, starts.get(i), end);
            } else if (!again) {
                shown.append(HIDDEN).append(i + 1 < words.size() ? " " : "");
            }
        }
        return text.substring(0, words.isEmpty() ? 0 : starts.getFirst())
                + shown.toString().stripTrailing();
    }

    /** Those of a line, to be asked for each message about it. */
    public static SecretWords of(List<String> words) {
        return new SecretWords(
                hiddenIn(words).stream()
                        .mapToObj(words::get)
                        .filter(word -> !word.isEmpty())
                        .toList(),
                1);
    }

    /** Values that are known to be some, wherever they stand. */
    static SecretWords ofValues(Collection<String> values) {
        return new SecretWords(List.copyOf(values), LEAST_TELLING);
    }

    /** A message about the line, without what may be one. */
    public String in(String message) {
        if (forms.isEmpty()) {
            return message;
        }
        String safe = message;
        for (String form : forms) {
            safe = safe.replace('"' + form + '"', HIDDEN);
            safe = form.length() < LEAST_TELLING ? safe : withoutWord(safe, form);
        }
        // A part of one, such as what a regular expression was broken at.
        return QUOTED.matcher(safe).replaceAll(match -> {
            String part = match.group(1) == null ? match.group(2) : match.group(1);
            String plain = PlainText.of(part.endsWith("…") ? part.substring(0, part.length() - 1) : part);
            boolean of = plain.length() >= leastPart && forms.stream().anyMatch(form -> form.contains(plain));
            return Matcher.quoteReplacement(of ? HIDDEN : match.group());
        });
    }

    /** A message without any value that it tells. */
    static String withoutValues(String message) {
        return QUOTED.matcher(message).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }

    /** Where it stands alone, and is no part of a longer word of the message. */
    private static String withoutWord(String message, String word) {
        StringBuilder safe = new StringBuilder();
        int from = 0;
        for (int at = message.indexOf(word); at >= 0; at = message.indexOf(word, at + 1)) {
            int end = at + word.length();
            boolean alone = (at == 0 || !isOfWord(message.charAt(at - 1)))
                    && (end == message.length() || !isOfWord(message.charAt(end)));
            if (at >= from && alone) {
                safe.append(message, from, at).append(HIDDEN);
                from = end;
            }
        }
        return safe.append(message, from, message.length()).toString();
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    /** As messages may show a word: whole, without control characters, with those escaped, cut. */
    private static List<String> forms(String secret) {
        List<String> forms = new ArrayList<>();
        for (String form : List.of(secret, PlainText.of(secret), escaped(secret))) {
            forms.add(form);
            for (int length : LENGTHS) {
                if (form.length() > length) {
                    forms.add(form.substring(0, length) + "…");
                    forms.add(form.substring(0, length));
                }
            }
        }
        return forms;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return escaped.toString();
    }

    private static boolean isPair(String first, String second) {
        return first.length() + second.length() <= LONGEST_TELLING
                && PAIR.matcher(first + " " + second).matches();
    }

    private static boolean looksLikeOne(String word) {
        return LOOKS.matcher(word).find() || ASSIGNED.matcher(word).find();
    }

    private static BitSet hiddenIn(List<String> words) {
        BitSet hidden = new BitSet();
        boolean behind = false;
        boolean condition = false;
        boolean braces = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (i > 0 && (word.equals("if") || word.equals("unless"))) {
                behind = false;
                condition = true;
            } else if (word.equals("{") || word.equals("!{")) {
                braces = true;
                behind = false;
            } else if (braces && word.equals("}")) {
                braces = false;
                behind = false;
            } else if (behind && word.equals("groups")) {
                behind = false;
            } else if (behind || looksLikeOne(word)) {
                hidden.set(i);
            } else {
                // Names of ACLs stand alone in a condition.
                behind = (!condition || braces) && (announces(word) || (i > 0 && isPair(words.get(i - 1), word)));
            }
        }
        return hidden;
    }

    /** At spaces that are neither quoted nor escaped; a quote that is not closed goes to the end. */
    private static void split(String text, List<String> words, List<Integer> starts) {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = quote == 0 && Character.isWhitespace(c);
            if (space && start >= 0) {
                words.add(word.toString());
                starts.add(start);
                word.setLength(0);
                start = -1;
            } else if (!space) {
                start = start < 0 ? i : start;
                if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                    word.append(text.charAt(++i));
                } else if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else {
                    word.append(c);
                }
            }
        }
        if (start >= 0) {
            words.add(word.toString());
            starts.add(start);
        }
    }
}
