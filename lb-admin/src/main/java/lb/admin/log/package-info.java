/** What is written down of the traffic, of servers and of virtual routers, and where it goes. */
package lb.admin.log;
