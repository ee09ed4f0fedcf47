package lb.admin.runtime;

import java.time.Instant;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** The virtual IPs, a line for each. */
record ShowVrrp(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "show vrrp";
    }

    @Override
    public String parameters() {
        return "";
    }

    @Override
    public String means() {
        return "who owns which virtual IP, since when and why";
    }

    @Override
    public Level level() {
        return Level.USER;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        VrrpAccess.none(arguments);
        return VrrpText.table(vrrp.routers().get(), Instant.now());
    }
}
