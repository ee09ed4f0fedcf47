package lb.admin.keepalived;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.keepalived.NotifyScript.Command;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/** Reads from a script what it has AWS move by {@code aws ec2}, as cloud.aws. */
final class AwsMove {
    private static final Pattern ELASTIC = Pattern.compile("\\bec2\\s+associate-address\\b");
    private static final Pattern PRIVATE = Pattern.compile("\\bec2\\s+assign-private-ip-addresses\\b");
    private static final Pattern ROUTE = Pattern.compile("\\bec2\\s+(?:replace|create)-route\\b");
    private static final Pattern INTERFACE = Pattern.compile("eni-[0-9a-f]+");
    private static final Pattern MISTYPED = Pattern.compile("en[a-z]-([0-9a-f]+)");

    private final NotifyScript script;
    private final Place place;
    private final Problems problems;

    /** @param place of the line that names the script */
    AwsMove(NotifyScript script, Place place, Problems problems) {
        this.script = script;
        this.place = place;
        this.problems = problems;
    }

    /** Puts it; false where the script has nothing of it. */
    boolean put(Draft virtualIp) {
        List<Command> elastic = script.with(ELASTIC);
        List<Command> addresses = script.with(PRIVATE);
        List<Command> routes = script.with(ROUTE);
        if (elastic.isEmpty() && addresses.isEmpty() && routes.isEmpty()) {
            return false;
        }
        Draft aws = virtualIp.object("cloud", place).object("aws", place);
        elastic.forEach(command -> elasticIp(command, aws));
        addresses.forEach(command -> privateIps(command, virtualIp, aws));
        routes.forEach(command -> route(command, aws));
        for (List<Command> commands : List.of(elastic, addresses, routes)) {
            commands.forEach(command -> access(command, aws));
        }
        return true;
    }

    private void elasticIp(Command command, Draft aws) {
        Optional<String> allocation = command.option("allocation-id");
        if (allocation.isEmpty()) {
            problems.error(
                    command.place(),
                    "associate-address has no --allocation-id (expected: that of the elastic IP, such as"
                            + " eipalloc-0123456789abcdef0)");
            return;
        }
        aws.comment(script.name() + ": associate-address");
        aws.set("elastic-ip", allocation.get(), place);
    }

    /** They move with the virtual IP, and no advert tells of them. */
    private void privateIps(Command command, Draft virtualIp, Draft aws) {
        String list = command.text().replaceFirst(".*--private-ip-addresses[= ]+", "");
        boolean any = false;
        for (String word : list.split("\\s+", -1)) {
            String address = word.replaceAll("[\"']", "");
            if (Literals.address(address).isEmpty()) {
                break;
            }
            any = true;
            if (!isThere(virtualIp, address)) {
                virtualIp.comment(script.name() + ": assign-private-ip-addresses; lb puts it on the interface, too");
                virtualIp.add("excluded-addresses", address, place);
            }
        }
        if (any) {
            aws.set("private-ip", true, place);
        } else {
            problems.error(
                    command.place(),
                    "assign-private-ip-addresses has no --private-ip-addresses that is known (expected: IP addresses)");
        }
    }

    private static boolean isThere(Draft virtualIp, String address) {
        return virtualIp.get("address").filter(address::equals).isPresent()
                || List.of("addresses", "excluded-addresses").stream()
                        .flatMap(key -> virtualIp.get(key).stream())
                        .anyMatch(list -> list instanceof List<?> all && all.contains(address));
    }

    private void route(Command command, Draft aws) {
        Draft route = new Draft();
        command.option("route-table-id").ifPresent(table -> route.set("table", table, place));
        command.option("destination-cidr-block").ifPresent(to -> route.set("destination", to, place));
        aws.add("routes", route, place);
    }

    private void access(Command command, Draft aws) {
        command.option("network-interface-id")
                .ifPresent(id -> aws.set("network-interface", networkInterface(id, command), place));
        command.option("region")
                .or(() -> script.variable(List.of("AWS_DEFAULT_REGION", "AWS_REGION")))
                .ifPresent(region -> aws.set("region", region, place));
        Optional<String> key = script.variable(List.of("AWS_ACCESS_KEY_ID"));
        Optional<String> secret = script.variable(List.of("AWS_SECRET_ACCESS_KEY"));
        if (key.isPresent() && secret.isPresent()) {
            aws.set("access-key-id", key.get(), place);
            aws.set("secret-access-key", secret.get(), place);
        }
    }

    private String networkInterface(String id, Command command) {
        var mistyped = MISTYPED.matcher(id);
        if (INTERFACE.matcher(id).matches() || !mistyped.matches()) {
            return id;
        }
        String meant = "eni-" + mistyped.group(1);
        problems.warning(
                script.placeOf(id, command),
                id + " is no network interface of AWS, so that this script never moved anything; it is taken for "
                        + meant);
        return meant;
    }
}
