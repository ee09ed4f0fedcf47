package lb.admin.keepalived;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.keepalived.NotifyScript.Command;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/** Reads from a script which floating IP it has DigitalOcean assign, as cloud.digitalocean. */
final class DigitalOceanMove {
    private static final Pattern ASSIGN = Pattern.compile("assign-ip(?:\\.py)?[\"']?\\s+[\"']?([^\\s\"']+)"
            + "|api\\.digitalocean\\.com/v2/(?:floating|reserved)_ips/([^/\\s\"']+)/actions"
            + "|doctl\\s+compute\\s+(?:floating|reserved)-ip-action\\s+assign\\s+[\"']?([^\\s\"']+)");
    private static final Pattern BEARER = Pattern.compile("Authorization:\\s*Bearer\\s+([^\\s\"'$]+)");
    private static final List<String> TOKENS =
            List.of("DO_TOKEN", "TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN", "DIGITAL_OCEAN_TOKEN");

    private DigitalOceanMove() {}

    /**
     * Puts it; false where the script has nothing of it.
     *
     * @param place of the line that names the script
     */
    static boolean put(NotifyScript script, Place place, Draft virtualIp, Problems problems) {
        List<Command> commands = script.with(ASSIGN);
        if (commands.isEmpty()) {
            return false;
        }
        Command command = commands.getFirst();
        String address = address(command);
        Optional<String> token = script.with(BEARER).stream()
                .map(one -> BEARER.matcher(one.text()))
                .filter(Matcher::find)
                .map(one -> one.group(1))
                .findFirst()
                .or(() -> script.variable(TOKENS));
        if (Literals.address(address).isEmpty()) {
            problems.warning(
                    script.placeOf(address, command),
                    WordSplitter.shown(address)
                            + " is no address: nothing is moved until the floating IP stands in its place, or"
                            + " in cloud.digitalocean of a file of lb's own (expected: an IPv4 address)");
            return true;
        }
        Draft digitalOcean = virtualIp.object("cloud", place).object("digitalocean", place);
        digitalOcean.comment(script.name() + ": assigns it; a token is better kept in a file: token-file");
        digitalOcean.set("reserved-ip", address, place);
        token.ifPresent(text -> digitalOcean.set("token", text, place));
        return true;
    }

    private static String address(Command command) {
        Matcher found = ASSIGN.matcher(command.text());
        if (!found.find()) {
            return "";
        }
        for (int group = 1; group <= found.groupCount(); group++) {
            String address = found.group(group);
            if (address != null) {
                return address;
            }
        }
        return "";
    }
}
