package lb.admin.runtime;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;
import lb.admin.config.RuntimeSettings.Level;
import lb.ha.VirtualRouterStatus;

/** What is asked and told of virtual IPs. */
final class VrrpCommands {
    private final VrrpAccess vrrp;

    private VrrpCommands(VrrpAccess vrrp) {
        this.vrrp = vrrp;
    }

    static List<Command> of(VrrpAccess vrrp) {
        VrrpCommands all = new VrrpCommands(vrrp);
        return List.of(
                Command.show(
                        "show vrrp",
                        "who owns which virtual IP, since when and why",
                        Level.USER,
                        _ -> Answer.of(VrrpText.table(vrrp.routers().get(), Instant.now()))),
                Command.show(
                        "show vrrp detail",
                        "[<name>]",
                        "all that is known of them: timers, peers, adverts",
                        Level.USER,
                        arguments -> Answer.of(all.detail(arguments))),
                Command.show(
                        "show vrrp transitions",
                        "the last changes of state, and for how long nobody owned it",
                        Level.USER,
                        _ -> Answer.of(VrrpText.transitions(vrrp.routers().get(), now()))),
                Command.show(
                        "show vrrp json",
                        "all of it for programs",
                        Level.USER,
                        _ -> Answer.of(VrrpJson.of(vrrp).toString())),
                all.told("vrrp yield", "leave its addresses to other nodes, until it is resumed", vrrp.yield()),
                all.told("vrrp resume", "stand for election as ever again", vrrp.resume()));
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneId.systemDefault());
    }

    private String detail(List<String> arguments) throws CommandException {
        List<VirtualRouterStatus> shown = arguments.isEmpty() ? vrrp.routers().get() : List.of(vrrp.named(arguments));
        return VrrpText.details(
                shown, vrrp.lifelines().get(), now(), vrrp.clock().nanoTime());
    }

    private Command told(String words, String means, Consumer<String> way) {
        return Command.change(words, "<name>", means, (arguments, caller) -> {
            String name = vrrp.named(arguments).name();
            vrrp.audit().accept(caller.says(words + " " + name));
            way.accept(name);
            return "";
        });
    }
}
