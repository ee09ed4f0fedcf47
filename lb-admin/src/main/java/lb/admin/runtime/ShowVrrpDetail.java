package lb.admin.runtime;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.ha.VirtualRouterStatus;

/** All that is known of the virtual IPs, for people. */
record ShowVrrpDetail(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "show vrrp detail";
    }

    @Override
    public String parameters() {
        return "[<name>]";
    }

    @Override
    public String means() {
        return "all that is known of them: timers, peers, adverts";
    }

    @Override
    public Level level() {
        return Level.USER;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        List<VirtualRouterStatus> shown = arguments.isEmpty() ? vrrp.routers().get() : List.of(vrrp.named(arguments));
        return VrrpText.details(
                shown,
                vrrp.lifelines().get(),
                ZonedDateTime.now(ZoneId.systemDefault()),
                vrrp.clock().nanoTime());
    }
}
