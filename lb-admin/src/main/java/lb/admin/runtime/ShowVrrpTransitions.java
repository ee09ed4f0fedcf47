package lb.admin.runtime;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** The last changes of state of all virtual IPs. */
record ShowVrrpTransitions(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "show vrrp transitions";
    }

    @Override
    public String parameters() {
        return "";
    }

    @Override
    public String means() {
        return "their last changes of state, the last first";
    }

    @Override
    public Level level() {
        return Level.USER;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        VrrpAccess.none(arguments);
        return VrrpText.transitions(vrrp.routers().get(), ZonedDateTime.now(ZoneId.systemDefault()));
    }
}
