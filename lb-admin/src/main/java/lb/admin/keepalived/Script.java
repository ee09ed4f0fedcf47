package lb.admin.keepalived;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.keepalived.Looked.ThisProcess;
import lb.admin.keepalived.Looked.Unknown;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SecretWords;

/**
 * A vrrp_script.
 *
 * @param place of the command
 * @param weight where the one who tracks it gives none
 * @param fall after how many seconds without success in a row it fails; zero for at once
 * @param rise the same the other way round
 * @param comments above it
 */
record Script(
        String name,
        Place place,
        Looked looked,
        Weight weight,
        BigDecimal fall,
        BigDecimal rise,
        List<String> comments) {
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(3600);

    /** Options that mysql, redis-cli, curl and others take a password by, such as -psecret, -p 'a secret' and -su a:secret. */
    private static final Pattern SECRET_OPTION =
            Pattern.compile("(\\s-(?:[apu](?=\\S)|[A-Za-z]{0,3}[apu]\\s))\\s*(?:'[^']*'|\"[^\"]*\"|\\S+)");

    /** Reads one; what is wrong is said, once here and not where it is tracked. */
    static Script of(Statement statement, boolean balances, Problems problems) {
        Block block = Block.of(statement, Keywords.SCRIPT, problems);
        Weight weight = block.last("weight")
                .map(line -> Weight.of(line, 0, Weight.FAULT, block))
                .orElse(Weight.FAULT);
        BigDecimal interval = block.last("interval")
                .flatMap(line -> Numbers.decimal(line.argument()))
                .orElse(BigDecimal.ONE);
        Place place = block.last("script").map(Statement::place).orElse(statement.place());
        return new Script(
                statement.argument(),
                place,
                looked(block, place, balances),
                weight,
                waiting(block, "fall", interval),
                waiting(block, "rise", interval),
                statement.comments());
    }

    /** A command for a message. */
    private static String withoutSecrets(String command) {
        return WordSplitter.shown(SECRET_OPTION
                .matcher(SecretWords.text(command))
                .replaceAll(option ->
                        option.group(1).stripTrailing() + " " + Matcher.quoteReplacement(SecretWords.HIDDEN)));
    }

    private static Looked looked(Block block, Place place, boolean balances) {
        String command = block.last("script").map(Statement::text).orElse("");
        if (command.isBlank()) {
            block.error(place, "script is missing (expected: script \"…\")");
            return new ThisProcess();
        }
        Looked looked = ScriptCommand.of(command, balances);
        switch (looked) {
            case Unknown(String advice) ->
                block.error(
                        place,
                        "script " + withoutSecrets(command) + " is not known (expected: killall -0, pidof or"
                                + " pgrep with a name, systemctl is-active, [ -f FILE ] or [ ! -f FILE ]; " + advice
                                + ")");
            case ThisProcess own ->
                block.note(
                        place,
                        "script " + WordSplitter.shown(command)
                                + " is not run: the process that it looks after is lb itself, which knows more than whether"
                                + " it runs: whether its frontends listen and have a server that can be used");
            case Looked.OtherProcess(String name)
            when WatchedBalancer.warning(name).isPresent() ->
                block.warning(
                        place,
                        "script " + WordSplitter.shown(command)
                                + WatchedBalancer.warning(name).get());
            default ->
                block.note(
                        place,
                        "script " + WordSplitter.shown(command) + " is not run: lb looks itself for what it looks for");
        }
        return looked;
    }

    /** The first of several in a row counts at once. */
    private static BigDecimal waiting(Block block, String keyword, BigDecimal interval) {
        BigDecimal times = block.last(keyword)
                .flatMap(line -> Numbers.decimal(line.argument()))
                .orElse(BigDecimal.ONE);
        return times.subtract(BigDecimal.ONE)
                .max(BigDecimal.ZERO)
                .multiply(interval)
                .min(MOST_SECONDS);
    }
}
