package lb.admin.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lb.admin.foreign.Draft;
import org.jspecify.annotations.Nullable;

/** One vrrp_instance as a virtual IP. */
final class Instance {
    private static final int LONGEST_PASSWORD = 8;

    private final Block block;
    private final Machine machine;
    private final Optional<String> nodeAddress;
    private final Globals globals;
    private final Owned owned;
    private final @Nullable Group group;
    private final boolean balances;
    private final Path file;

    /**
     * @param nodeAddress that of this machine in the draft
     * @param group that it belongs to; null for none
     * @param balances whether this process is what scripts that ask for haproxy look after
     * @param file beside which scripts are looked for
     */
    Instance(
            Block block,
            Machine machine,
            Optional<String> nodeAddress,
            Globals globals,
            Owned owned,
            @Nullable Group group,
            boolean balances,
            Path file) {
        this.block = block;
        this.machine = machine;
        this.nodeAddress = nodeAddress;
        this.globals = globals;
        this.owned = owned;
        this.group = group;
        this.balances = balances;
        this.file = file;
    }

    void translate(Draft into) {
        boolean ipv6 = InstanceAddresses.put(block, into);
        putWord("interface", "interface", into);
        block.last("virtual_router_id").ifPresent(line -> set("router-id", number(line), line, into));
        boolean version3 = version(ipv6, into);
        InstanceTracks tracks = new InstanceTracks(block, owned, group, balances);
        tracks.putPriority(into);
        block.last("advert_int").ifPresent(line -> set("advert-interval", interval(line, version3), line, into));
        new InstancePeers(block, machine, nodeAddress, ipv6).put(into);
        block.last("authentication").ifPresent(line -> authentication(line, version3, into));
        preemption(into);
        globals.last("vrrp_startup_delay")
                .ifPresent(line -> into.set("startup-delay", Numbers.seconds(line.argument()), line.place()));
        if (group != null) {
            into.set("sync-group", Machine.name(group.name()), group.block().place());
        }
        globals.of(block, "strict_mode")
                .filter(Numbers::isOn)
                .ifPresent(line -> block.warning(
                        line.place(),
                        line.keyword()
                                + " is left out: with it keepalived drops everything that is sent to the address,"
                                + " which is served here"));
        block.last("use_vmac").ifPresent(line -> virtualMac(line, into));
        tracks.put(into);
        new InstanceGarp(block, globals).put(into);
        putLines("virtual_routes", "routes", into);
        putLines("virtual_rules", "rules", into);
        new NotifyMaster(block, group, file).put(into);
    }

    /** Puts a value with the comments that stand above it in the file. */
    private static void set(String key, Object value, Statement line, Draft into) {
        line.comments().forEach(into::comment);
        into.set(key, value, line.place());
    }

    /** The argument as it is written. */
    private void putWord(String keyword, String key, Draft into) {
        block.last(keyword).ifPresent(line -> set(key, line.argument(), line, into));
    }

    /** The lines of a block as they are written. */
    private void putLines(String keyword, String key, Draft into) {
        for (Statement lines : block.all(keyword)) {
            lines.comments().forEach(into::comment);
            InstanceAddresses.putLines(block, lines, key, into);
        }
    }

    private static Object number(Statement line) {
        return Numbers.whole(line.argument()).<Object>map(one -> one).orElse(line.argument());
    }

    /** Returns whether it is 3. */
    private boolean version(boolean ipv6, Draft into) {
        Optional<Statement> written = globals.of(block, "version");
        if (ipv6) {
            return true;
        }
        boolean three = written.filter(line -> line.argument().equals("3")).isPresent();
        if (written.isEmpty()) {
            into.set("version", 2, block.place());
        } else {
            set("version", number(written.get()), written.get(), into);
        }
        return three;
    }

    private String interval(Statement line, boolean version3) {
        Optional<BigDecimal> seconds = Numbers.decimal(line.argument());
        if (version3 || seconds.isEmpty() || seconds.get().stripTrailingZeros().scale() <= 0) {
            return Numbers.seconds(line.argument());
        }
        BigDecimal whole = seconds.get().setScale(0, RoundingMode.HALF_UP).max(BigDecimal.ONE);
        block.warning(
                line.place(),
                "advert_int " + line.argument() + " is " + whole
                        + " with version 2, as keepalived rounds it (expected: a" + " whole number, or version 3)");
        return Numbers.time(whole);
    }

    private void authentication(Statement statement, boolean version3, Draft into) {
        List<Statement> lines =
                SharedLine.separated(statement.block(), Keywords.AUTHENTICATION, block.title(), block.problems());
        Block inner = new Block(block.title(), statement.place(), lines, block.problems());
        inner.statements()
                .forEach(line -> Keywords.isDone(Keywords.AUTHENTICATION, block.title(), line, block.problems()));
        Optional<Statement> password = inner.last("auth_pass");
        if (version3) {
            block.warning(statement.place(), "authentication is left out, as keepalived does: VRRP version 3 has none");
            return;
        }
        if (password.isEmpty() || password.get().argument().isEmpty()) {
            block.warning(statement.place(), "authentication is left out, as keepalived does: auth_pass is missing");
            return;
        }
        statement.comments().forEach(into::comment);
        Draft authentication = into.object("authentication", statement.place());
        inner.last("auth_type").ifPresent(line -> type(line, authentication));
        Statement line = password.get();
        authentication.set("password", firstBytes(line), line.place());
    }

    private void type(Statement line, Draft authentication) {
        switch (line.argument()) {
            case "PASS" -> authentication.set("type", "pass", line.place());
            case "AH" -> authentication.set("type", "ah", line.place());
            case "pass", "ah" -> {
                block.warning(
                        line.place(),
                        "auth_type " + line.argument() + " is taken for "
                                + line.argument().toUpperCase(Locale.ROOT));
                authentication.set("type", line.argument(), line.place());
            }
            default ->
                block.error(
                        line.place(), "auth_type " + WordSplitter.shown(line.argument()) + " (expected: PASS or AH)");
        }
    }

    /** keepalived uses no more of a password; what that is, is said to nobody. */
    private String firstBytes(Statement line) {
        StringBuilder first = new StringBuilder();
        int bytes = 0;
        for (int code : line.argument().codePoints().toArray()) {
            bytes += Character.toString(code).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_PASSWORD) {
                block.warning(
                        line.place(),
                        "auth_pass is longer than 8 bytes: its first 8 are the password, as with keepalived (expected: 1"
                                + " to 8 bytes)");
                break;
            }
            first.appendCodePoint(code);
        }
        return first.toString();
    }

    private void preemption(Draft into) {
        boolean master = state().equals("MASTER");
        Optional<Statement> not = block.last("nopreempt");
        Optional<Statement> delay = block.last("preempt_delay");
        not.ifPresent(line -> {
            if (master) {
                contradicts(line);
            } else {
                set("preempt", false, line, into);
            }
        });
        delay.ifPresent(line -> {
            if (master) {
                contradicts(line);
            } else if (not.isPresent()) {
                block.warning(line.place(), "preempt_delay is left out, as keepalived does: nopreempt is there");
            } else {
                set("preempt-delay", Numbers.seconds(line.argument()), line, into);
            }
        });
    }

    private void contradicts(Statement line) {
        block.warning(
                line.place(),
                line.keyword()
                        + " is left out, as keepalived does with state MASTER (expected: state BACKUP on every node"
                        + " where it is to count)");
    }

    /** MASTER or BACKUP; what else is written is said once. */
    private String state() {
        Optional<Statement> written = block.last("state");
        if (written.isEmpty()) {
            return "BACKUP";
        }
        Statement line = written.get();
        String word = line.argument();
        String upper = word.toUpperCase(Locale.ROOT);
        if (!upper.equals("MASTER") && !upper.equals("BACKUP")) {
            block.error(line.place(), "state " + WordSplitter.shown(word) + " (expected: MASTER or BACKUP)");
        } else if (!upper.equals(word)) {
            block.warning(
                    line.place(),
                    "state " + word + ": keepalived knows capital letters only, and takes it for BACKUP; that makes no"
                            + " difference in the end, since the priority decides (expected: " + upper + ")");
        } else if (upper.equals("MASTER")) {
            block.note(line.place(), "state MASTER has no effect: the node with the highest priority becomes master");
        }
        // In small letters it never was the initial state.
        return word;
    }

    private void virtualMac(Statement line, Draft into) {
        set("virtual-mac", true, line, into);
        for (String word : line.arguments()) {
            if (word.indexOf(':') > 0) {
                block.error(
                        line.place(),
                        "use_vmac with a MAC address is not done yet in this version (expected: none, which is"
                                + " 00:00:5e:00:01 and the virtual_router_id)");
            } else {
                block.note(line.place(), "use_vmac " + word + ": the device is called vrrp. and the virtual_router_id");
            }
        }
    }
}
