package lb.admin.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import lb.admin.stats.StatsFilter;
import org.jspecify.annotations.Nullable;

/** What is wanted of the statistics: what stands in a request's target behind their uri. */
sealed interface StatsQuery {
    /** The longest time between two loads of the page. */
    int LONGEST_REFRESH_SECONDS = 3600;

    String NO_REFRESH = "norefresh";
    String UP = "up";
    String NO_MAINTENANCE = "no-maint";
    String LIVE = "live";
    String SESSIONS = "sessions";
    String SCOPE = "scope=";
    String REFRESH = "refresh=";
    String RESULT = "st=";
    /** What a decoder makes of bytes that are no text. */
    char NOT_UTF8 = '\ufffd';

    Set<String> KEPT = Set.of(UP, NO_MAINTENANCE, NO_REFRESH, SESSIONS);

    /**
     * The page.
     *
     * @param wanted what of the figures
     * @param refreshSeconds after which it is loaded anew, 1 to 3600; 0 for never
     * @param result what became of an action before; null for none
     * @param kept what follows the uri in links to the same view: {@code ;up;norefresh?scope=api}, as it was asked for
     */
    record Page(
            StatsFilter wanted,
            int refreshSeconds,
            @Nullable ActionResult result,
            String kept) implements StatsQuery {}

    /**
     * The page as an event for the one that is shown.
     *
     * @param wanted what of the figures
     * @param kept as of {@link Page}
     */
    record Live(StatsFilter wanted, String kept) implements StatsQuery {}

    /**
     * What clients have open.
     *
     * @param wanted of which frontends and backends
     * @param refreshSeconds as of {@link Page}
     * @param result as of {@link Page}
     * @param kept as of {@link Page}
     */
    record Sessions(
            StatsFilter wanted,
            int refreshSeconds,
            @Nullable ActionResult result,
            String kept) implements StatsQuery {}

    /** How programs get the figures. */
    enum Format {
        CSV,
        JSON,
        TYPED
    }

    /**
     * The figures for a program.
     *
     * @param wanted what of them
     */
    record Figures(StatsFilter wanted, Format format) implements StatsQuery {}

    /**
     * Something that does not exist.
     *
     * @param what in words; may hold anything the client sent
     */
    record Unknown(String what) implements StatsQuery {}

    /**
     * Something that makes no sense.
     *
     * @param why in words; may hold anything the client sent
     */
    record Broken(String why) implements StatsQuery {}

    /** What of a target stays in links to the same view. */
    private static String kept(List<String> suffixes, String query) {
        String path = suffixes.stream()
                .filter(suffix -> KEPT.contains(suffix) || suffix.startsWith(SCOPE))
                .map(suffix -> ";" + suffix)
                .collect(Collectors.joining());
        String parameters = Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(SCOPE) || pair.startsWith(REFRESH))
                .collect(Collectors.joining("&"));
        return path + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /**
     * Reads what follows the uri.
     *
     * @param rest of the target: empty, or beginning with {@code ;}, {@code ?} or {@code /}
     * @param refreshSeconds after which the page is loaded anew where the target does not say
     */
    static StatsQuery of(String rest, int refreshSeconds) {
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        if (decoded(query) == null) {
            return new Broken("“" + query
                    + "” is not well-formed: after % come two hexadecimal digits, of a character that can be seen.");
        }
        if (path.startsWith("/") && path.length() > 1) {
            return new Unknown("There is nothing at “" + path + "”.");
        }
        List<String> suffixes = Arrays.asList(path.split("[;/]", -1));
        Format format = null;
        String scope = valueOf("scope", query);
        ActionResult result = null;
        for (String suffix : suffixes) {
            switch (suffix) {
                case "", NO_REFRESH, UP, NO_MAINTENANCE, LIVE, SESSIONS -> {}
                case "csv" -> format = Format.CSV;
                case "json" -> format = Format.JSON;
                case "typed" -> format = Format.TYPED;
                default -> {
                    if (suffix.startsWith(SCOPE)) {
                        scope = suffix.substring(SCOPE.length());
                    } else if (suffix.startsWith(RESULT)) {
                        result = ActionResult.of(suffix.substring(RESULT.length()))
                                .orElse(null);
                    } else {
                        return new Unknown("There is no “;" + suffix + "”.");
                    }
                }
            }
        }
        StatsFilter wanted =
                new StatsFilter(suffixes.contains(UP), suffixes.contains(NO_MAINTENANCE), scope == null ? "" : scope);
        String kept = kept(suffixes, query);
        if (format != null) {
            return new Figures(wanted, format);
        }
        if (suffixes.contains(LIVE)) {
            return new Live(wanted, kept);
        }
        String refresh = Objects.requireNonNullElse(valueOf("refresh", query), String.valueOf(refreshSeconds));
        if (!refresh.matches("[0-9]{1,4}") || Integer.parseInt(refresh) > LONGEST_REFRESH_SECONDS) {
            return new Broken(
                    "“refresh=" + refresh + "” is not a number of seconds from 0 to " + LONGEST_REFRESH_SECONDS + ".");
        }
        int seconds = suffixes.contains(NO_REFRESH) ? 0 : Integer.parseInt(refresh);
        return suffixes.contains(SESSIONS)
                ? new Sessions(wanted, seconds, result, kept)
                : new Page(wanted, seconds, result, kept);
    }

    /** Without escapes, as a form of a browser has them; null where one is none, or of a control character. */
    private static @Nullable String decoded(String text) {
        try {
            String read = URLDecoder.decode(text, UTF_8);
            return read.chars().anyMatch(c -> Character.isISOControl(c) || c == NOT_UTF8) ? null : read;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The value of the first such parameter of a well-formed query; null where there is none. */
    private static @Nullable String valueOf(String name, String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> decoded(pair.substring(name.length() + 1)))
                .findFirst()
                .orElse(null);
    }
}
