class Match:
    def __init__(self, groups):
        self.all = groups

    def group(self, at=0):
        return self.all[at]

    def groups(self):
        return tuple(self.all[1:])

    def __getitem__(self, at):
        return self.all[at]
