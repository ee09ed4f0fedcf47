package lb.admin.problem;

import java.util.ArrayList;
import java.util.BitSet;
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
    private static final Pattern ANNOUNCES = Pattern.compile(
            "(?i)(?:.*(?:authori[sz]ation|passw|passphrase|secret|credential|token|api[_-]?key|auth[_-]pass|sign-pass).*"
                    + "|.*agent[.-]send|.*steps\\.send(?:-binary)?|dynamic-cookie-key|.*\\bdynamic-key"
                    + "|.*hdr[a-z_]*\\((?:set-)?cookie\\b.*|basic|bearer)");

    /** Words of which only the pair announces one; the first is only asked whether it is one of these. */
    private static final Pattern PAIR = Pattern.compile("(?i)stats auth|tcp-check send[a-z-]*"
            + "|(?:set-header|add-header|replace-header|replace-value|hdr) (?:set-)?cookie");

    /** A hash as crypt(3) makes it, a URL with a password, a scheme of authentication, a field or variable with its value. */
    private static final Pattern LOOKS = Pattern.compile("(?is)\\$(?:1|2[abxy]?|5|6|7|y|gy)\\$.*"
            + "|.*://[^/@\\s]*:[^/@\\s]*@.*"
            + "|(?:basic|bearer|digest|negotiate)\\s+\\S.*"
            + "|.*(?:authori[sz]ation|passw[a-z]*|secret|token|api[_-]?key|cookie)\\s*[:=].+");

    /** Names of files are no secrets. */
    private static final Pattern FILE = Pattern.compile("(?i).*-file");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|`([^`]*)`");

    /** As far as messages show words; what is cut there is found again by its beginning. */
    private static final List<Integer> LENGTHS = List.of(60, 100);

    private static final int LEAST_TELLING = 4;

    /** A word that tells of a secret is not longer, and what looks like one does so at its beginning. */
    private static final int LONGEST_TELLING = 256;

    /** All ways in which messages may show one of them. */
    private final List<String> forms;

    private SecretWords(List<String> secrets) {
        forms = secrets.stream()
                .flatMap(secret -> forms(secret).stream())
                .distinct()
                .toList();
    }

    /** Whether the value of a key, or of a field, of this name may be one. */
    public static boolean announces(String name) {
        return name.length() <= LONGEST_TELLING
                && ANNOUNCES.matcher(name).matches()
                && !FILE.matcher(name).matches();
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
        return new SecretWords(hiddenIn(words).stream()
                .mapToObj(words::get)
                .filter(word -> !word.isEmpty())
                .toList());
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
            String plain = plain(part.endsWith("…") ? part.substring(0, part.length() - 1) : part);
            boolean of = !plain.isEmpty() && forms.stream().anyMatch(form -> form.contains(plain));
            return Matcher.quoteReplacement(of ? HIDDEN : match.group());
        });
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
        for (String form : List.of(secret, plain(secret), escaped(secret))) {
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

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
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
        return LOOKS.matcher(word.substring(0, Math.min(LONGEST_TELLING, word.length())))
                .matches();
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
