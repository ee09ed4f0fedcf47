package lb.admin.page;

import java.util.Arrays;

/** What is wanted of the statistics: what stands in a request's target behind their uri. */
sealed interface StatsQuery {
    /** The longest time between two loads of the page. */
    int LONGEST_REFRESH_SECONDS = 3600;

    /**
     * The page.
     *
     * @param refreshSeconds after which it is loaded anew, 1 to 3600; 0 for never
     */
    record Page(int refreshSeconds) implements StatsQuery {}

    /** The CSV. */
    record Csv() implements StatsQuery {}

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

    /**
     * Reads what follows the uri.
     *
     * @param rest of the target: empty, or beginning with {@code ;}, {@code ?} or {@code /}
     */
    static StatsQuery of(String rest) {
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        if (path.startsWith("/") && path.length() > 1) {
            return new Unknown("There is nothing at “" + path + "”.");
        }
        boolean csv = false;
        boolean norefresh = false;
        for (String suffix : path.split("[;/]", -1)) {
            switch (suffix) {
                case "" -> {}
                case "csv" -> csv = true;
                case "norefresh" -> norefresh = true;
                case "json", "typed" -> {
                    return new Unknown("“;" + suffix + "” is not made yet; “;csv” holds the same figures.");
                }
                default -> {
                    return new Unknown("There is no “;" + suffix + "”.");
                }
            }
        }
        return csv ? new Csv() : page(query, norefresh);
    }

    private static StatsQuery page(String query, boolean norefresh) {
        String refresh = Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith("refresh="))
                .map(pair -> pair.substring("refresh=".length()))
                .findFirst()
                .orElse("0");
        if (!refresh.matches("[0-9]{1,4}") || Integer.parseInt(refresh) > LONGEST_REFRESH_SECONDS) {
            return new Broken(
                    "“refresh=" + refresh + "” is not a number of seconds from 0 to " + LONGEST_REFRESH_SECONDS + ".");
        }
        return new Page(norefresh ? 0 : Integer.parseInt(refresh));
    }
}
