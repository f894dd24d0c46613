#ifndef LOGSPOOR_CLIBYAML_H
#define LOGSPOOR_CLIBYAML_H

#include <yaml.h>

#endif
