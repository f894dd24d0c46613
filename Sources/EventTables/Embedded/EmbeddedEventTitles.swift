// Written by Schemas/generate.py from Schemas/event-titles.tsv; do not edit.
// swift-format-ignore-file

/// The first lines of messages.
let embeddedEventTitles: [(file: StaticString, text: StaticString)] = [
  ("event-titles.tsv", #"""
provider	event id	first line of the message
EventLog	6005	The Event log service was started.
EventLog	6006	The Event log service was stopped.
EventLog	6008	The previous system shutdown was unexpected.
Microsoft-Windows-Eventlog	104	The log file was cleared.
Microsoft-Windows-Eventlog	1100	The event logging service has shut down.
Microsoft-Windows-Eventlog	1101	Audit events have been dropped by the transport.
Microsoft-Windows-Eventlog	1102	The audit log was cleared.
Microsoft-Windows-Eventlog	1104	The security log is now full.
Microsoft-Windows-Eventlog	1105	Event log automatic backup.
Microsoft-Windows-Eventlog	1108	The event logging service encountered an error while processing an incoming event.
Microsoft-Windows-Security-Auditing	4610	An authentication package has been loaded by the Local Security Authority.
Microsoft-Windows-Security-Auditing	4611	A trusted logon process has been registered with the Local Security Authority.
Microsoft-Windows-Security-Auditing	4614	A notification package has been loaded by the Security Account Manager.
Microsoft-Windows-Security-Auditing	4616	The system time was changed.
Microsoft-Windows-Security-Auditing	4618	A monitored security event pattern has occurred.
Microsoft-Windows-Security-Auditing	4622	A security package has been loaded by the Local Security Authority.
Microsoft-Windows-Security-Auditing	4624	An account was successfully logged on.
Microsoft-Windows-Security-Auditing	4625	An account failed to log on.
Microsoft-Windows-Security-Auditing	4626	User/Device claims information.
Microsoft-Windows-Security-Auditing	4627	Group membership information.
Microsoft-Windows-Security-Auditing	4634	An account was logged off.
Microsoft-Windows-Security-Auditing	4647	User initiated logoff.
Microsoft-Windows-Security-Auditing	4648	A logon was attempted using explicit credentials.
Microsoft-Windows-Security-Auditing	4656	A handle to a registry object was requested.
Microsoft-Windows-Security-Auditing	4658	The handle to an object was closed.
Microsoft-Windows-Security-Auditing	4659	A handle to an object was requested with intent to delete.
Microsoft-Windows-Security-Auditing	4660	An object was deleted.
Microsoft-Windows-Security-Auditing	4661	A handle to an object was requested.
Microsoft-Windows-Security-Auditing	4662	An operation was performed on an object.
Microsoft-Windows-Security-Auditing	4663	An attempt was made to access an object.
Microsoft-Windows-Security-Auditing	4664	An attempt was made to create a hard link.
Microsoft-Windows-Security-Auditing	4665	An attempt was made to create an application client context.
Microsoft-Windows-Security-Auditing	4666	An application attempted an operation.
Microsoft-Windows-Security-Auditing	4667	An application client context was deleted.
Microsoft-Windows-Security-Auditing	4668	An application was initialized.
Microsoft-Windows-Security-Auditing	4670	Permissions on an object were changed.
Microsoft-Windows-Security-Auditing	4672	Special privileges assigned to new logon.
Microsoft-Windows-Security-Auditing	4673	A privileged service was called.
Microsoft-Windows-Security-Auditing	4674	An operation was attempted on a privileged object.
Microsoft-Windows-Security-Auditing	4688	A new process has been created.
Microsoft-Windows-Security-Auditing	4689	A process has exited.
Microsoft-Windows-Security-Auditing	4690	An attempt was made to duplicate a handle to an object.
Microsoft-Windows-Security-Auditing	4691	Indirect access to an object was requested.
Microsoft-Windows-Security-Auditing	4692	Backup of data protection master key was attempted.
Microsoft-Windows-Security-Auditing	4693	Recovery of data protection master key was attempted.
Microsoft-Windows-Security-Auditing	4694	Protection of auditable protected data was attempted.
Microsoft-Windows-Security-Auditing	4695	Unprotection of auditable protected data was attempted.
Microsoft-Windows-Security-Auditing	4696	A primary token was assigned to process.
Microsoft-Windows-Security-Auditing	4697	A service was installed in the system.
Microsoft-Windows-Security-Auditing	4698	A scheduled task was created.
Microsoft-Windows-Security-Auditing	4699	A scheduled task was deleted.
Microsoft-Windows-Security-Auditing	4700	A scheduled task was enabled.
Microsoft-Windows-Security-Auditing	4701	A scheduled task was disabled.
Microsoft-Windows-Security-Auditing	4702	A scheduled task was updated.
Microsoft-Windows-Security-Auditing	4703	A user right was adjusted.
Microsoft-Windows-Security-Auditing	4704	A user right was assigned.
Microsoft-Windows-Security-Auditing	4705	A user right was removed.
Microsoft-Windows-Security-Auditing	4706	A new trust was created to a domain.
Microsoft-Windows-Security-Auditing	4707	A trust to a domain was removed.
Microsoft-Windows-Security-Auditing	4713	Kerberos policy was changed.
Microsoft-Windows-Security-Auditing	4715	The audit policy (SACL) on an object was changed.
Microsoft-Windows-Security-Auditing	4716	Trusted domain information was modified.
Microsoft-Windows-Security-Auditing	4717	System security access was granted to an account.
Microsoft-Windows-Security-Auditing	4718	System security access was removed from an account.
Microsoft-Windows-Security-Auditing	4719	System audit policy was changed.
Microsoft-Windows-Security-Auditing	4720	A user account was created.
Microsoft-Windows-Security-Auditing	4722	A user account was enabled.
Microsoft-Windows-Security-Auditing	4723	An attempt was made to change an account's password.
Microsoft-Windows-Security-Auditing	4724	An attempt was made to reset an account's password.
Microsoft-Windows-Security-Auditing	4725	A user account was disabled.
Microsoft-Windows-Security-Auditing	4726	A user account was deleted.
Microsoft-Windows-Security-Auditing	4727	A security-enabled global group was created.
Microsoft-Windows-Security-Auditing	4728	A member was added to a security-enabled global group.
Microsoft-Windows-Security-Auditing	4729	A member was removed from a security-enabled global group.
Microsoft-Windows-Security-Auditing	4730	A security-enabled global group was deleted.
Microsoft-Windows-Security-Auditing	4731	A security-enabled local group was created.
Microsoft-Windows-Security-Auditing	4732	A member was added to a security-enabled local group.
Microsoft-Windows-Security-Auditing	4733	A member was removed from a security-enabled local group.
Microsoft-Windows-Security-Auditing	4734	A security-enabled local group was deleted.
Microsoft-Windows-Security-Auditing	4735	A security-enabled local group was changed.
Microsoft-Windows-Security-Auditing	4737	A security-enabled global group was changed.
Microsoft-Windows-Security-Auditing	4738	A user account was changed.
Microsoft-Windows-Security-Auditing	4739	Domain Policy was changed.
Microsoft-Windows-Security-Auditing	4740	A user account was locked out.
Microsoft-Windows-Security-Auditing	4741	A computer account was created.
Microsoft-Windows-Security-Auditing	4742	A computer account was changed.
Microsoft-Windows-Security-Auditing	4743	A computer account was deleted.
Microsoft-Windows-Security-Auditing	4744	A security-disabled local group was created.
Microsoft-Windows-Security-Auditing	4745	A security-disabled local group was changed.
Microsoft-Windows-Security-Auditing	4746	A member was added to a security-disabled local group.
Microsoft-Windows-Security-Auditing	4747	A member was removed from a security-disabled local group.
Microsoft-Windows-Security-Auditing	4748	A security-disabled global group was deleted.
Microsoft-Windows-Security-Auditing	4749	A security-disabled global group was created.
Microsoft-Windows-Security-Auditing	4750	A security-disabled global group was changed.
Microsoft-Windows-Security-Auditing	4751	A member was added to a security-disabled global group.
Microsoft-Windows-Security-Auditing	4752	A member was removed from a security-disabled global group.
Microsoft-Windows-Security-Auditing	4753	A security-disabled global group was deleted.
Microsoft-Windows-Security-Auditing	4754	A security-enabled universal group was created.
Microsoft-Windows-Security-Auditing	4755	A security-enabled universal group was changed.
Microsoft-Windows-Security-Auditing	4756	A member was added to a security-enabled universal group.
Microsoft-Windows-Security-Auditing	4757	A member was removed from a security-enabled universal group.
Microsoft-Windows-Security-Auditing	4758	A security-enabled universal group was deleted.
Microsoft-Windows-Security-Auditing	4759	A security-disabled universal group was created.
Microsoft-Windows-Security-Auditing	4760	A security-disabled universal group was changed.
Microsoft-Windows-Security-Auditing	4761	A member was added to a security-disabled universal group.
Microsoft-Windows-Security-Auditing	4762	A member was removed from a security-disabled universal group.
Microsoft-Windows-Security-Auditing	4763	A security-disabled universal group was deleted.
Microsoft-Windows-Security-Auditing	4764	A group's type was changed.
Microsoft-Windows-Security-Auditing	4767	A user account was unlocked.
Microsoft-Windows-Security-Auditing	4768	A Kerberos authentication ticket (TGT) was requested.
Microsoft-Windows-Security-Auditing	4769	A Kerberos service ticket was requested.
Microsoft-Windows-Security-Auditing	4770	A Kerberos service ticket was requested.
Microsoft-Windows-Security-Auditing	4771	Kerberos pre-authentication failed.
Microsoft-Windows-Security-Auditing	4774	An account was mapped for logon.
Microsoft-Windows-Security-Auditing	4775	An account could not be mapped for logon.
Microsoft-Windows-Security-Auditing	4776	The computer attempted to validate the credentials for an account.
Microsoft-Windows-Security-Auditing	4777	The domain controller failed to validate the credentials for an account.
Microsoft-Windows-Security-Auditing	4778	A session was reconnected to a Window Station.
Microsoft-Windows-Security-Auditing	4779	A session was disconnected from a Window Station.
Microsoft-Windows-Security-Auditing	4781	The name of an account was changed.
Microsoft-Windows-Security-Auditing	4782	The password hash an account was accessed.
Microsoft-Windows-Security-Auditing	4793	The Password Policy Checking API was called.
Microsoft-Windows-Security-Auditing	4794	An attempt was made to set the Directory Services Restore Mode administrator password.
Microsoft-Windows-Security-Auditing	4797	An attempt was made to query the existence of a blank password for an account.
Microsoft-Windows-Security-Auditing	4798	A user's local group membership was enumerated.
Microsoft-Windows-Security-Auditing	4799	A security-enabled local group membership was enumerated.
Microsoft-Windows-Security-Auditing	4800	The workstation was locked.
Microsoft-Windows-Security-Auditing	4801	The workstation was unlocked.
Microsoft-Windows-Security-Auditing	4802	The screen saver was invoked.
Microsoft-Windows-Security-Auditing	4803	The screen saver was dismissed.
Microsoft-Windows-Security-Auditing	4817	Auditing settings on object were changed.
Microsoft-Windows-Security-Auditing	4818	Proposed Central Access Policy does not grant the same access permissions as the current Central Access Policy.
Microsoft-Windows-Security-Auditing	4819	Central Access Policies on the machine have been changed.
Microsoft-Windows-Security-Auditing	4825	A user was denied the access to Remote Desktop.
Microsoft-Windows-Security-Auditing	4826	Boot Configuration Data loaded.
Microsoft-Windows-Security-Auditing	4865	A trusted forest information entry was added.
Microsoft-Windows-Security-Auditing	4866	A trusted forest information entry was removed.
Microsoft-Windows-Security-Auditing	4867	A trusted forest information entry was modified.
Microsoft-Windows-Security-Auditing	4902	The Per-user audit policy table was created.
Microsoft-Windows-Security-Auditing	4904	An attempt was made to register a security event source.
Microsoft-Windows-Security-Auditing	4905	An attempt was made to unregister a security event source.
Microsoft-Windows-Security-Auditing	4906	The CrashOnAuditFail value has changed.
Microsoft-Windows-Security-Auditing	4907	Auditing settings on object were changed.
Microsoft-Windows-Security-Auditing	4908	Special Groups Logon table modified.
Microsoft-Windows-Security-Auditing	4911	Resource attributes of the object were changed.
Microsoft-Windows-Security-Auditing	4912	Per User Audit Policy was changed.
Microsoft-Windows-Security-Auditing	4913	Central Access Policy on the object was changed.
Microsoft-Windows-Security-Auditing	4928	An Active Directory replica source naming context was established.
Microsoft-Windows-Security-Auditing	4929	An Active Directory replica source naming context was removed.
Microsoft-Windows-Security-Auditing	4930	An Active Directory replica source naming context was modified.
Microsoft-Windows-Security-Auditing	4931	An Active Directory replica destination naming context was modified.
Microsoft-Windows-Security-Auditing	4932	Synchronization of a replica of an Active Directory naming context has begun.
Microsoft-Windows-Security-Auditing	4933	Synchronization of a replica of an Active Directory naming context has begun.
Microsoft-Windows-Security-Auditing	4935	Replication failure begins.
Microsoft-Windows-Security-Auditing	4944	The following policy was active when the Windows Firewall started.
Microsoft-Windows-Security-Auditing	4945	A rule was listed when the Windows Firewall started.
Microsoft-Windows-Security-Auditing	4946	A change has been made to Windows Firewall exception list. A rule was added.
Microsoft-Windows-Security-Auditing	4947	A change has been made to Windows Firewall exception list. A rule was modified.
Microsoft-Windows-Security-Auditing	4948	A change has been made to Windows Firewall exception list. A rule was deleted.
Microsoft-Windows-Security-Auditing	4950	A Windows Firewall setting has changed.
Microsoft-Windows-Security-Auditing	4951	A rule has been ignored because its major version number was not recognized by Windows Firewall.
Microsoft-Windows-Security-Auditing	4953	Windows Firewall ignored a rule because it could not be parsed.
Microsoft-Windows-Security-Auditing	4956	Windows Firewall has changed the active profile.
Microsoft-Windows-Security-Auditing	4957	Windows Firewall did not apply the following rule.
Microsoft-Windows-Security-Auditing	4964	Special groups have been assigned to a new logon.
Microsoft-Windows-Security-Auditing	4985	The state of a transaction has changed.
Microsoft-Windows-Security-Auditing	5027	The Windows Firewall Service was unable to retrieve the security policy from the local storage. The service will continue enforcing the current policy.
Microsoft-Windows-Security-Auditing	5028	The Windows Firewall Service was unable to parse the new security policy. The service will continue with currently enforced policy.
Microsoft-Windows-Security-Auditing	5031	The Windows Firewall Service blocked an application from accepting incoming connections on the network.
Microsoft-Windows-Security-Auditing	5051	A file was virtualized.
Microsoft-Windows-Security-Auditing	5058	Key file operation.
Microsoft-Windows-Security-Auditing	5059	Key migration operation.
Microsoft-Windows-Security-Auditing	5061	Cryptographic operation.
Microsoft-Windows-Security-Auditing	5136	A directory service object was modified.
Microsoft-Windows-Security-Auditing	5137	A directory service object was created.
Microsoft-Windows-Security-Auditing	5138	A directory service object was undeleted.
Microsoft-Windows-Security-Auditing	5139	A directory service object was moved.
Microsoft-Windows-Security-Auditing	5140	A network share object was accessed.
Microsoft-Windows-Security-Auditing	5141	A directory service object was deleted.
Microsoft-Windows-Security-Auditing	5142	A network share object was added.
Microsoft-Windows-Security-Auditing	5143	A network share object was modified.
Microsoft-Windows-Security-Auditing	5144	A network share object was deleted.
Microsoft-Windows-Security-Auditing	5145	A network share object was checked to see whether client can be granted desired access.
Microsoft-Windows-Security-Auditing	5152	The Windows Filtering Platform blocked a packet.
Microsoft-Windows-Security-Auditing	5154	The Windows Filtering Platform has permitted an application or service to listen on a port for incoming connections.
Microsoft-Windows-Security-Auditing	5155	The Windows Filtering Platform has blocked an application or service from listening on a port for incoming connections.
Microsoft-Windows-Security-Auditing	5156	The Windows Filtering Platform has permitted a connection.
Microsoft-Windows-Security-Auditing	5157	The Windows Filtering Platform has permitted a connection.
Microsoft-Windows-Security-Auditing	5158	The Windows Filtering Platform has permitted a bind to a local port.
Microsoft-Windows-Security-Auditing	5159	The Windows Filtering Platform has blocked a bind to a local port.
Microsoft-Windows-Security-Auditing	5168	SPN check for SMB/SMB2 failed.
Microsoft-Windows-Security-Auditing	5376	Credential Manager credentials were backed up.
Microsoft-Windows-Security-Auditing	5377	Credential Manager credentials were restored from a backup.
Microsoft-Windows-Security-Auditing	5378	The requested credentials delegation was disallowed by policy.
Microsoft-Windows-Security-Auditing	5379	Credential Manager credentials were read.
Microsoft-Windows-Security-Auditing	5447	A Windows Filtering Platform filter has been changed.
Microsoft-Windows-Security-Auditing	5632	A request was made to authenticate to a wireless network.
Microsoft-Windows-Security-Auditing	5633	A request was made to authenticate to a wired network.
Microsoft-Windows-Security-Auditing	5888	An object in the COM+ Catalog was modified.
Microsoft-Windows-Security-Auditing	5889	An object was deleted from the COM+ Catalog.
Microsoft-Windows-Security-Auditing	5890	An object was added to the COM+ Catalog.
Microsoft-Windows-Security-Auditing	6144	Security policy in the group policy objects has been applied successfully.
Microsoft-Windows-Security-Auditing	6145	One or more errors occurred while processing security policy in the group policy objects.
Microsoft-Windows-Security-Auditing	6416	A new external device was recognized by the System.
Microsoft-Windows-Security-Auditing	6419	A request was made to disable a device.
Microsoft-Windows-Security-Auditing	6420	A device was disabled.
Microsoft-Windows-Security-Auditing	6421	A request was made to enable a device.
Microsoft-Windows-Security-Auditing	6422	A device was enabled.
Microsoft-Windows-Security-Auditing	6423	The installation of this device is forbidden by system policy.
Microsoft-Windows-Sysmon	1	Process Create:
Microsoft-Windows-Sysmon	2	File creation time changed:
Microsoft-Windows-Sysmon	3	Network connection detected:
Microsoft-Windows-Sysmon	4	Sysmon service state changed:
Microsoft-Windows-Sysmon	5	Process terminated:
Microsoft-Windows-Sysmon	6	Driver loaded:
Microsoft-Windows-Sysmon	7	Image loaded:
Microsoft-Windows-Sysmon	8	CreateRemoteThread detected:
Microsoft-Windows-Sysmon	9	RawAccessRead detected:
Microsoft-Windows-Sysmon	10	Process accessed:
Microsoft-Windows-Sysmon	11	File created:
Microsoft-Windows-Sysmon	12	Registry object added or deleted:
Microsoft-Windows-Sysmon	13	Registry value set:
Microsoft-Windows-Sysmon	14	Registry object renamed:
Microsoft-Windows-Sysmon	15	File stream created:
Microsoft-Windows-Sysmon	16	Sysmon config state changed:
Microsoft-Windows-Sysmon	17	Pipe Created:
Microsoft-Windows-Sysmon	18	Pipe Connected:
Microsoft-Windows-Sysmon	19	WmiEventFilter activity detected:
Microsoft-Windows-Sysmon	20	WmiEventConsumer activity detected:
Microsoft-Windows-Sysmon	21	WmiEventConsumerToFilter activity detected:
Microsoft-Windows-Sysmon	22	Dns query:
Microsoft-Windows-Sysmon	23	File Delete archived:
Microsoft-Windows-Sysmon	24	Clipboard changed:
Microsoft-Windows-Sysmon	25	Process Tampering:
Microsoft-Windows-Sysmon	26	File Delete logged:
Microsoft-Windows-Sysmon	27	File Block Executable:
Microsoft-Windows-Sysmon	28	File Block Shredding:
Microsoft-Windows-Sysmon	29	File Executable Detected:
Microsoft-Windows-Sysmon	255	Error report:
Service Control Manager	7045	A service was installed in the system.

"""#),
]
