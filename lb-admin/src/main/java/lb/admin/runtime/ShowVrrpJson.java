package lb.admin.runtime;

import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** All that is known of the virtual IPs, for programs. */
record ShowVrrpJson(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "show vrrp json";
    }

    @Override
    public String parameters() {
        return "";
    }

    @Override
    public String means() {
        return "the same and their last changes, as JSON";
    }

    @Override
    public Level level() {
        return Level.USER;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        VrrpAccess.none(arguments);
        return VrrpJson.of(vrrp);
    }
}
